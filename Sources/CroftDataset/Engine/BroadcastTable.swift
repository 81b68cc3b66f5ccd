/// The small side of a join in memory, once in each executor for all of a job's tasks.
///
/// Unchecked, because nobody changes it once it is built.
@usableFromInline
final class BroadcastTable<Key: Hashable, Built>: @unchecked Sendable {
  /// Nil when it did not fit in memory: then each task has to see to itself.
  @usableFromInline let table: CombiningTable<Key, JoinRows<Built>>?
  private let bytes: Int

  @usableFromInline
  init(_ table: CombiningTable<Key, JoinRows<Built>>?) {
    self.table = table
    bytes = table?.budget?.end() ?? 0
  }

  /// Reads the pairs that the small side's tasks have written, unless memory runs out.
  @inlinable
  static func read(
    _ side: LineageNode, _ records: PairRecords<Key, Built>, _ context: TaskContext
  ) throws -> BroadcastTable {
    let table = CombiningTable<Key, JoinRows<Built>>(budget: TableBudget(context))
    table.overflow = { _ in throw StopProducing() }
    do {
      try context.readShuffle(side, partition: 0) { reader in
        try records.readAll(&reader) { key, value in
          try table.update(key, create: { JoinRows(value) }, combine: { $0.append(value) })
        }
      }
    } catch is StopProducing {
      return BroadcastTable(nil)
    }
    table.overflow = nil
    return BroadcastTable(table)
  }

  /// The one that all tasks of this executor share.
  @inlinable
  static func shared(
    _ side: LineageNode, _ records: PairRecords<Key, Built>, _ context: TaskContext
  ) throws -> BroadcastTable {
    let shared = try context.shared(for: side) { try BroadcastTable.read(side, records, context) }
    return unsafeDowncast(shared, to: BroadcastTable.self)
  }

  /// Counts the table as this task's as long as the grant is held. Tasks that use it at once all count it, so it may be
  /// counted too often, never too seldom.
  ///
  /// - Returns: nil when there is no room for it.
  @usableFromInline
  func reserve(_ context: TaskContext) -> MemoryGrant? {
    guard table != nil else { return nil }
    let grant = MemoryGrant(context)
    return grant.resize(to: bytes) ? grant : nil
  }
}

extension TaskContext {
  /// What the tasks of this job share in this executor for an operator; made by the first that asks.
  @usableFromInline
  func shared(for node: LineageNode, _ make: () throws -> any AnyObject & Sendable) throws -> AnyObject {
    guard let index = graph.index(of: node) else { preconditionFailure("\(node) is not in this job") }
    return try services.shared(index, make)
  }
}
