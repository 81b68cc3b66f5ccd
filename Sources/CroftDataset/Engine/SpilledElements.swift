public import CroftProtocol

/// Elements on disk, to be gone through in their order as often as needed.
@usableFromInline
final class SpilledElements<Element> {
  @usableFromInline let writer: ShuffleWriter
  @usableFromInline let records: ElementRecords<Element>
  private let file: any SpillFile
  private let context: TaskContext
  private var input: (any BlockInput)?

  @usableFromInline
  init(_ records: ElementRecords<Element>, _ context: TaskContext) throws {
    self.records = records
    self.context = context
    file = try context.services.createSpill()
    writer = ShuffleWriter(to: SpillCounter(file, context), reducerCount: 1, memory: context.services.memory)
  }

  @inlinable
  func append(_ element: Element) throws { try records.write(element, to: writer, 0) }

  /// Ends the writing.
  @usableFromInline
  func finish() throws {
    try writer.finish()
    input = try file.reopen()
  }

  @inlinable
  func forEach(_ body: (Element) throws -> Void) throws {
    try withBlocks { try records.readAll(&$0, body) }
  }

  @usableFromInline
  func withBlocks(_ body: (inout ByteReader) throws -> Void) throws {
    guard let input else { preconditionFailure("spilled elements are read before their writing has ended") }
    for index in 0..<input.blockCount {
      try context.checkCancellation()
      var reader = ByteReader(try input.block(index), owner: input)
      try body(&reader)
    }
  }
}
