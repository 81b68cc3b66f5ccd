import CroftProtocol

extension Dataset {
  /// All elements, partition after partition, one by one: for results that are larger than the driver's memory.
  ///
  /// ```swift
  /// for reading in try await farm.run(Readings()) { plot.add(reading) }
  /// ```
  ///
  /// Tasks write their partitions to files in the application's scratch directory, which the iterator reads and gives
  /// up one after another; what it has not read yet goes with it. So the disk has to have room for the encoded
  /// elements, while the driver and the executors hold some megabytes, whatever the size of the dataset.
  @inlinable
  public func toLocalIterator(
    file: StaticString = #fileID, line: UInt = #line
  ) -> Action<LocalIterator<Element>> {
    let produce = self.produce
    return Action(iterating: lineage, file, line) { (node, context, partition, output: LocalResultWriter<Element>) in
      try produce(node.parent, context, partition) { try output.append($0) }
    }
  }
}

extension Action {
  @usableFromInline
  init<Element: Sendable>(
    iterating parent: LineageNode, _ file: StaticString, _ line: UInt,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int, LocalResultWriter<Element>) throws -> Void
  ) where Output == LocalIterator<Element> {
    let codec = Result { try RecordCodec<Element>() }
    self.init(
      "toLocalIterator", of: Element.self, from: parent, at: CallSite(file, line), problem: codec.problem,
      makeCollector: { LocalResultCollector(codec: codec, partitionCount: $0) },
      runTask: { node, context, partition in
        let output = LocalResultWriter(codec: try codec.get(), context.services)
        try run(node, context, partition, output)
        return try output.finish()
      })
  }
}

/// How a partition comes to the driver's iterator: its first byte.
private enum LocalResultForm {
  /// The elements follow.
  static let inline: UInt8 = 0
  /// The name of a result file follows.
  static let file: UInt8 = 1
}

/// Writes a partition in blocks: to a file, once there are more elements than fit one.
@usableFromInline
final class LocalResultWriter<Element: Sendable> {
  private let codec: RecordCodec<Element>
  private let services: any TaskServices
  private var file: (any ResultFile)?
  private var block = ByteWriter()

  /// The block that a reader holds, and the least for which a file is made.
  private static var blockBytes: Int { 256 << 10 }

  init(codec: RecordCodec<Element>, _ services: any TaskServices) {
    self.codec = codec
    self.services = services
  }

  @usableFromInline
  func append(_ element: Element) throws {
    try codec.encode(element, into: &block)
    if block.count >= Self.blockBytes { try writeBlock() }
  }

  private func writeBlock() throws {
    let file = try self.file ?? services.createResult()
    self.file = file
    try file.append(block.bytes)
    block.removeAll()
  }

  /// The task's result: the elements, or the name of the file that has them. Nothing if there were none.
  func finish() throws -> [UInt8] {
    guard let file else { return block.count == 0 ? [] : [LocalResultForm.inline] + block.copy() }
    if block.count > 0 { try writeBlock() }
    return [LocalResultForm.file] + Array(try file.commit().utf8)
  }
}

/// Keeps partitions for the iterator: small ones in memory as far as there is room for them, the others on disk.
private struct LocalResultCollector<Element: Sendable>: ResultCollector {
  private let codec: Result<RecordCodec<Element>, any Error>
  private var store: (any ResultStore)?
  private var partitions: [(any BlockInput & Sendable)?]
  private var heldBytes = 0

  /// Results of a job of some ten thousand small tasks fit in, and no driver notices it.
  private static var mostHeldBytes: Int { 16 << 20 }

  init(codec: Result<RecordCodec<Element>, any Error>, partitionCount: Int) {
    self.codec = codec
    partitions = Array(repeating: nil, count: partitionCount)
  }

  mutating func useStore(_ store: any ResultStore) { self.store = store }

  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) throws {
    guard let form = result.first else { return }
    let rest = UnsafeRawBufferPointer(rebasing: result.dropFirst())
    guard let store else { preconditionFailure("no store was given to the collector of toLocalIterator") }
    if form == LocalResultForm.file {
      partitions[partition] = try store.open(String(decoding: rest, as: UTF8.self))
    } else if heldBytes + rest.count <= Self.mostHeldBytes {
      partitions[partition] = HeldBlock(rest)
      heldBytes += rest.count
    } else {
      partitions[partition] = try store.keep(rest)
    }
  }

  func finish() throws -> LocalIterator<Element> {
    LocalIterator(codec: try codec.get(), RemainingPartitions(partitions.compactMap { $0 }))
  }
}
