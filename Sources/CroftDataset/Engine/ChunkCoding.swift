public import CroftProtocol

/// How the elements of a persisted dataset are written to files, chunk by chunk, each a block, and read again.
@usableFromInline
struct ChunkCoding<Element: Sendable>: Sendable {
  @usableFromInline let codec: RecordCodec<Element>?
  /// Whether the bytes in memory are the element, so that they are written as they are: the reader has the same image.
  @usableFromInline let isPlain: Bool
  /// Why elements can't be written.
  let problem: (any Error)?

  init() {
    let codec = Result { try RecordCodec<Element>() }
    self.codec = try? codec.get()
    problem = codec.problem
    // A plain type without a codec may hold pointers, which mean nothing in another process.
    isPlain = _isPOD(Element.self) && problem == nil
  }

  /// The one that a persisted dataset's operator was made with.
  @usableFromInline
  static func attached(to node: LineageNode) -> ChunkCoding {
    guard let coding = node.attachment as? ChunkCoding else {
      preconditionFailure("\(node) keeps no such elements")
    }
    return coding
  }

  /// - Returns: how many bytes were written.
  @discardableResult
  func write(_ chunk: [Element], to output: any BlockOutput) throws -> Int {
    if isPlain {
      try chunk.withUnsafeBytes { try output.append($0) }
      return chunk.count * MemoryLayout<Element>.stride
    }
    guard let codec else {
      throw problem ?? UnsupportedRecord(typeName: _typeName(Element.self, qualified: false))
    }
    var writer = ByteWriter(capacity: chunk.count * 16)
    try chunk.withUnsafeBytes { bytes in
      for offset in stride(from: 0, to: bytes.count, by: MemoryLayout<Element>.stride) {
        try codec.erased.encode(bytes.baseAddress! + offset, &writer)
      }
    }
    try output.append(writer.bytes)
    return writer.count
  }

  /// How many bytes an element takes when it is written; 0 if it can't be.
  func encodedBytes(of element: Element) -> Int {
    guard let codec else { return 0 }
    var writer = ByteWriter()
    return (try? codec.encode(element, into: &writer)) == nil ? 0 : writer.count
  }

  /// The elements of a block.
  ///
  /// - Parameter owner: what keeps the block there, for elements that are views of it.
  @inlinable
  func read(_ block: UnsafeRawBufferPointer, owner: AnyObject?) throws -> [Element] {
    if isPlain { return try readPlain(block) }
    var elements: [Element] = []
    guard let codec else { return elements }
    var reader = ByteReader(block, owner: owner)
    while !reader.isAtEnd { elements.append(try codec.decode(from: &reader)) }
    return elements
  }

  @usableFromInline
  func readPlain(_ block: UnsafeRawBufferPointer) throws -> [Element] {
    let (count, rest) = block.count.quotientAndRemainder(dividingBy: MemoryLayout<Element>.stride)
    guard rest == 0 else {
      throw MalformedBytes(
        "a block of \(block.count) bytes, which are not elements of type \(Element.self)")
    }
    return Array(unsafeUninitializedCapacity: count) { elements, initializedCount in
      UnsafeMutableRawBufferPointer(elements).copyMemory(from: block)
      initializedCount = count
    }
  }
}
