import Glibc

extension Text: Hashable {
  @inlinable
  public static func == (a: Text, b: Text) -> Bool {
    guard a.count == b.count else { return false }
    if a.start == b.start { return true }
    return equalBytes(a.start, b.start, count: a.count)
  }

  /// Most texts that are compared are words: eight bytes at a time beat the call of a library function.
  @inlinable
  static func equalBytes(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int) -> Bool {
    let a = UnsafeRawPointer(a)
    let b = UnsafeRawPointer(b)
    var offset = 0
    while count - offset >= 8 {
      if a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        != b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      {
        return false
      }
      offset += 8
    }
    while offset < count {
      if a.load(fromByteOffset: offset, as: UInt8.self) != b.load(fromByteOffset: offset, as: UInt8.self) {
        return false
      }
      offset += 1
    }
    return true
  }

  @inlinable
  public func hash(into hasher: inout Hasher) {
    withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension Text: Comparable {
  /// By bytes, as `LC_ALL=C sort` orders lines.
  public static func < (a: Text, b: Text) -> Bool {
    let order = memcmp(a.start, b.start, Swift.min(a.count, b.count))
    return order == 0 ? a.count < b.count : order < 0
  }
}

extension Text: CustomStringConvertible, CustomDebugStringConvertible, LosslessStringConvertible {
  public var description: String { String(self) }
  public var debugDescription: String { description.debugDescription }
}

extension Text: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}

extension Text: Codable {
  public init(from decoder: any Decoder) throws {
    self.init(bytes: try decoder.singleValueContainer().decode([UInt8].self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(withUnsafeBytes { [UInt8]($0) })
  }
}

extension Text: RandomAccessCollection {
  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { count }

  @inlinable
  public subscript(position: Int) -> UInt8 {
    precondition(position >= 0 && position < count, "index out of range")
    return start[position]
  }
}
