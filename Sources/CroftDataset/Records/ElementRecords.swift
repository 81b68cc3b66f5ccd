public import CroftProtocol

/// How the elements of a shuffle without keys, or of a spill file, are written and read.
@usableFromInline
struct ElementRecords<Element>: Sendable {
  @usableFromInline let format: RecordFormat<Element>
  /// Why there is no format, for the driver to report before it runs anything.
  @usableFromInline let problem: (any Error)?

  @usableFromInline
  init() {
    do {
      format = try RecordFormat()
      problem = nil
    } catch {
      format = RecordFormat(failingWith: error)
      problem = error
    }
  }

  /// Those that an operator was made with.
  @usableFromInline
  static func attached(to node: LineageNode) -> ElementRecords {
    guard let records = node.attachment as? ElementRecords else { preconditionFailure("\(node) has no such elements") }
    return records
  }

  @inlinable
  @inline(__always)
  func write(_ element: Element, to writer: ShuffleWriter, _ reducer: Int) throws {
    if format.isCopied {
      let room = try writer.makeRoom(reducer, byteCount: MemoryLayout<Element>.size)
      room.storeBytes(of: element, as: Element.self)
    } else {
      writer.scratch.pointee.removeAll()
      try format.write(element, to: &writer.scratch.pointee)
      try writer.appendScratch(to: reducer)
    }
  }

  /// Hands on every element of a block.
  @inlinable
  @inline(__always)
  func readAll(_ reader: inout ByteReader, _ body: (Element) throws -> Void) throws {
    while !reader.isAtEnd { try body(try format.read(from: &reader)) }
  }
}
