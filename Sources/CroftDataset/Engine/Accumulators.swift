package import CroftProtocol

/// What one task has added to one accumulator so far.
package protocol AccumulatorState: AnyObject {
  /// The sum of what was added, for the driver to combine.
  func encoded() throws -> [UInt8]
}

/// An accumulator whose type is not known, as the driver meets it: an operator's attachment.
package protocol AnyAccumulator: Sendable {
  var name: String { get }
  var valueType: String { get }
  /// A total with one task's update added; nil stands for nothing added so far.
  ///
  /// - Throws: when the update is malformed.
  func adding(_ update: [UInt8], to total: (any Sendable)?) throws -> any Sendable
}

extension LineageNode {
  /// The accumulator that the operator adds to.
  package var accumulator: (any AnyAccumulator)? { attachment as? any AnyAccumulator }
}

/// What a tap knows: the accumulator, and how its values travel.
@usableFromInline
struct TappedAccumulator<Value: Sendable>: AnyAccumulator {
  let accumulator: Accumulator<Value>
  let codec: RecordCodec<Value>

  init(_ accumulator: Accumulator<Value>) throws {
    self.accumulator = accumulator
    self.codec = try RecordCodec<Value>()
  }

  package var name: String { accumulator.name }
  package var valueType: String { _typeName(Value.self, qualified: true) }

  package func adding(_ update: [UInt8], to total: (any Sendable)?) throws -> any Sendable {
    var sum = total as? Value ?? accumulator.zero
    let amount = try update.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      return try codec.decode(from: &reader)
    }
    accumulator.combineInto(&sum, amount)
    return sum
  }
}

/// The sum of what one task has added through one tap.
@usableFromInline
final class AccumulatorTally<Value: Sendable>: AccumulatorState {
  private let tapped: TappedAccumulator<Value>
  private var total: Value

  /// What travels with a task's success has to fit into its frame beside the result.
  private static var maximumEncodedBytes: Int { TaskChannel.maximumInlineResultBytes }

  private init(_ tapped: TappedAccumulator<Value>) {
    self.tapped = tapped
    self.total = tapped.accumulator.zero
  }

  /// The running task's tally for an operator.
  @usableFromInline
  static func of(_ node: LineageNode, in context: TaskContext) -> AccumulatorTally {
    guard let tapped = node.attachment as? TappedAccumulator<Value>, let place = context.graph.index(of: node)
    else { preconditionFailure("\(node) has no such accumulator") }
    if let tally = context.accumulators[place] as? AccumulatorTally { return tally }
    let tally = AccumulatorTally(tapped)
    context.accumulators[place] = tally
    return tally
  }

  @usableFromInline var accumulator: Accumulator<Value> { tapped.accumulator }

  @usableFromInline
  func add(_ amount: Value) { tapped.accumulator.combineInto(&total, amount) }

  package func encoded() throws -> [UInt8] {
    var writer = ByteWriter()
    try tapped.codec.encode(total, into: &writer)
    guard writer.count <= Self.maximumEncodedBytes else {
      throw AccumulatorTooLarge(name: tapped.name, bytes: writer.count, allowed: Self.maximumEncodedBytes)
    }
    return writer.copy()
  }
}

extension TaskContext {
  /// All of them travel in one frame, with a result of up to 1 MiB.
  private static let maximumAccumulatorBytes = TaskChannel.maximumFrameBytes / 2

  /// What the task has added, for the driver.
  ///
  /// - Throws: `AccumulatorTooLarge`; what encoding a value throws.
  package func accumulatorUpdates() throws -> [AccumulatorUpdate] {
    var bytes = 0
    return try accumulators.sorted { $0.key < $1.key }.map { place, tally in
      let value = try tally.encoded()
      bytes += value.count
      guard bytes <= Self.maximumAccumulatorBytes else {
        throw AccumulatorTooLarge(name: nil, bytes: bytes, allowed: Self.maximumAccumulatorBytes)
      }
      return AccumulatorUpdate(accumulator: UInt16(place), value: value)
    }
  }
}

/// A task that has added too much to send.
struct AccumulatorTooLarge: PermanentError, Equatable, CustomStringConvertible {
  /// Nil for all accumulators together.
  let name: String?
  let bytes: Int
  let allowed: Int

  var description: String {
    let subject = name.map { "accumulator \"\($0)\" of one task takes" } ?? "accumulators of one task take together"
    return """
      the \(subject) \(bytes) bytes where \(allowed) are allowed: collect less in them, or write what is to be \
      collected with an action
      """
  }
}
