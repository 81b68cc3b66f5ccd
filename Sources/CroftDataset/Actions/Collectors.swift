import CroftProtocol

extension Action {
  /// An action each of whose tasks makes one value of its partition, or none, and whose result is made of these in the
  /// order of the partitions. The driver holds one value for each partition.
  @usableFromInline
  init<Part: Sendable>(
    _ operation: StaticString, _ arguments: String = "", of elementType: Any.Type, from parent: LineageNode,
    _ file: StaticString, _ line: UInt, sideInputs: [LineageNode] = [], problem: (any Error)? = nil,
    attachment: (any Sendable)? = nil,
    combiningInOrder combine: @escaping @Sendable ([Part]) throws -> Output,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> Part?
  ) {
    let codec = Result { try RecordCodec<Part>() }
    self.init(
      operation.description, arguments, of: elementType, from: parent, at: CallSite(file, line),
      sideInputs: sideInputs, problem: problem ?? codec.problem, attachment: attachment,
      makeCollector: { OrderedCollector(codec: codec, partitionCount: $0, combine: combine) },
      runTask: { try codec.get().encode(try run($0, $1, $2)) })
  }

  /// An action each of whose tasks makes one value of its partition, or none, which the driver merges as they come: for
  /// results that do not depend on the order.
  @usableFromInline
  init<Part: Sendable>(
    _ operation: StaticString, _ arguments: String = "", of elementType: Any.Type, from parent: LineageNode,
    _ file: StaticString, _ line: UInt, sideInputs: [LineageNode] = [], problem: (any Error)? = nil,
    attachment: (any Sendable)? = nil,
    mergingInto initial: Output, _ merge: @escaping @Sendable (inout Output, Part) throws -> Void,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> Part?
  ) {
    let codec = Result { try RecordCodec<Part>() }
    self.init(
      operation.description, arguments, of: elementType, from: parent, at: CallSite(file, line),
      sideInputs: sideInputs, problem: problem ?? codec.problem, attachment: attachment,
      makeCollector: { _ in MergingCollector(codec: codec, whole: initial, merge: merge) },
      runTask: { try codec.get().encode(try run($0, $1, $2)) })
  }
}

extension RecordCodec {
  /// A value that may be missing: then no bytes at all, which no record has.
  fileprivate func encode(_ value: Value?) throws -> [UInt8] {
    guard let value else { return [] }
    var writer = ByteWriter()
    try encode(value, into: &writer)
    return writer.copy()
  }

  /// The reverse of `encode`.
  fileprivate func decode(_ bytes: UnsafeRawBufferPointer) throws -> Value? {
    guard !bytes.isEmpty else { return nil }
    var reader = ByteReader(bytes)
    return try decode(from: &reader)
  }
}

/// Keeps each partition's part and hands them over in the order of the partitions.
struct OrderedCollector<Part: Sendable, Output: Sendable>: ResultCollector {
  private let codec: Result<RecordCodec<Part>, any Error>
  private let combine: @Sendable ([Part]) throws -> Output
  private var parts: [Part?]

  init(
    codec: Result<RecordCodec<Part>, any Error>, partitionCount: Int,
    combine: @escaping @Sendable ([Part]) throws -> Output
  ) {
    self.codec = codec
    self.combine = combine
    parts = Array(repeating: nil, count: partitionCount)
  }

  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) throws {
    parts[partition] = try codec.get().decode(result)
  }

  func finish() throws -> Output { try combine(parts.compactMap { $0 }) }
}

/// Merges each partition's part into the whole when it comes.
struct MergingCollector<Part: Sendable, Output: Sendable>: ResultCollector {
  let codec: Result<RecordCodec<Part>, any Error>
  var whole: Output
  let merge: @Sendable (inout Output, Part) throws -> Void

  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) throws {
    if let part = try codec.get().decode(result) { try merge(&whole, part) }
  }

  func finish() -> Output { whole }
}

extension Result where Failure == any Error {
  /// The error, if it is one.
  var problem: (any Error)? {
    if case .failure(let error) = self { error } else { nil }
  }
}

extension LineageNode {
  /// What an operator's closure finds at its own node, where the operator put it.
  @usableFromInline
  func attached<Value>(_: Value.Type) -> Value {
    guard let value = attachment as? Value else { preconditionFailure("\(self) carries no \(Value.self)") }
    return value
  }
}
