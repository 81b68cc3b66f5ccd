import CroftProtocol

/// An array of plain values, such as numbers and structures of numbers, that can be a view of bytes somewhere else.
///
/// In a `Broadcast` it is read where the file is mapped: a table of gigabytes costs no decoding, and its memory is
/// shared by all executors of the machine.
public struct PlainArray<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // Unchecked because of the pointer: the elements are never written to after the array exists.
  @usableFromInline let start: UnsafePointer<Element>
  /// How many elements there are.
  public let count: Int
  /// Keeps the elements there.
  private let owner: AnyObject

  /// A copy of the elements.
  public init(_ elements: some Collection<Element>) {
    let storage = PlainStorage<Element>(count: elements.count)
    _ = storage.elements.initialize(from: elements)
    self.init(viewing: UnsafeBufferPointer(storage.elements), owner: storage)
  }

  private init(viewing elements: UnsafeBufferPointer<Element>, owner: AnyObject) {
    // An empty buffer may have no address; one that is never read from does.
    start = elements.baseAddress ?? UnsafePointer(bitPattern: MemoryLayout<Element>.alignment)!
    count = elements.count
    self.owner = owner
  }

  /// The elements, valid for the length of the call.
  @inlinable
  public func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeBufferPointer(start: start, count: count))
  }
}

extension PlainArray: RandomAccessCollection {
  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { count }

  @inlinable
  public subscript(position: Int) -> Element {
    precondition(position >= 0 && position < count, "index out of range")
    return start[position]
  }

  @inlinable
  public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result? {
    try withUnsafeBufferPointer(body)
  }
}

extension PlainArray: Equatable where Element: Equatable {
  public static func == (a: PlainArray, b: PlainArray) -> Bool { a.elementsEqual(b) }
}

extension PlainArray: DirectRecord {
  /// As for an array's own vectors; more than any number or SIMD type of the machine needs.
  private static var alignment: Int { 64 }

  /// The count, the length of a gap that brings the elements to an aligned place in the block, the gap, the elements.
  static func makeCodec() -> AnyRecordCodec {
    codec(
      encode: { array, writer in
        writer.appendVariable(UInt64(array.count))
        let gap = (alignment - (writer.count + 1) % alignment) % alignment
        writer.append(UInt8(gap))
        for _ in 0..<gap { writer.append(UInt8(0)) }
        array.withUnsafeBufferPointer { writer.append(UnsafeRawBufferPointer($0)) }
      },
      decode: { reader in
        let count = try reader.readCount(minimumBytes: 1)
        _ = try reader.readBytes(count: Int(try reader.read(UInt8.self)))
        let (size, isTooLarge) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !isTooLarge else { throw MalformedBytes("\(count) elements of a plain array") }
        return array(of: count, in: try reader.readBytes(count: size), owner: reader.owner)
      })
  }

  /// A view where the bytes have an owner and lie as the elements have to, else a copy.
  private static func array(of count: Int, in bytes: UnsafeRawBufferPointer, owner: AnyObject?)
    -> PlainArray
  {
    if let owner, Int(bitPattern: bytes.baseAddress) % MemoryLayout<Element>.alignment == 0 {
      let start = bytes.baseAddress?.assumingMemoryBound(to: Element.self)
      return PlainArray(viewing: UnsafeBufferPointer(start: start, count: count), owner: owner)
    }
    let storage = PlainStorage<Element>(count: count)
    UnsafeMutableRawBufferPointer(storage.elements).copyMemory(from: bytes)
    return PlainArray(viewing: UnsafeBufferPointer(storage.elements), owner: storage)
  }
}

/// The elements of a plain array that was made in memory.
private final class PlainStorage<Element: BitwiseCopyable> {
  let elements: UnsafeMutableBufferPointer<Element>

  init(count: Int) { elements = .allocate(capacity: count) }

  deinit { elements.deallocate() }
}
