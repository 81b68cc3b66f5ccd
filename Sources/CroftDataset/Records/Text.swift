/// A run of bytes that is usually UTF-8 text: a line of a file, a word of a line.
///
/// A `Text` is a view: taking a slice of one copies nothing, and a line of an input file points into the mapped file.
/// Bytes are kept as they are in the file, also when they are not UTF-8; `description` and `String(_:)` repair what is
/// not. Equality, order and hash go by the bytes, so two spellings of "é" are two texts, as they are to `sort` and
/// `grep`.
///
/// It is what Hadoop's `Text` is to `java.lang.String`. Convert with `String(text)` where `String`'s rules are wanted.
public struct Text: @unchecked Sendable {
  @usableFromInline let start: UnsafePointer<UInt8>
  /// How many bytes there are.
  public let count: Int
  /// What keeps the bytes alive. Nil for bytes that outlive the process' last text: input files stay mapped until the
  /// executor ends, because a word that nobody has to retain is several times cheaper than one that somebody has to.
  @usableFromInline let owner: AnyObject?

  // Unchecked because of the pointer: the bytes are never written to after the text exists.

  /// - Parameter start: `count` bytes that never change and that live as long as `owner`, or for ever.
  @inlinable
  package init(start: UnsafePointer<UInt8>, count: Int, owner: AnyObject?) {
    self.start = start
    self.count = count
    self.owner = owner
  }

  /// A copy of the string's UTF-8 bytes.
  public init(_ string: some StringProtocol) {
    self.init(bytes: string.utf8)
  }

  /// A copy of the bytes.
  public init(bytes: some Collection<UInt8>) {
    let storage = TextStorage(bytes)
    self.init(start: storage.start, count: storage.count, owner: storage)
  }

  /// Whether there are no bytes.
  @inlinable
  public var isEmpty: Bool { count == 0 }

  /// The bytes, valid for the length of the call.
  @inlinable
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(owner) {} }
    return try body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// The bytes from `lower` up to `upper`, without a copy.
  @inlinable
  package func slice(from lower: Int, to upper: Int) -> Text {
    Text(start: start + lower, count: upper - lower, owner: owner)
  }
}

/// The bytes of a text that was made in memory.
final class TextStorage: Sendable {
  nonisolated(unsafe) let start: UnsafePointer<UInt8>  // Written once, before anybody else can see it.
  let count: Int

  init(_ bytes: some Collection<UInt8>) {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    self.count = copy.update(fromContentsOf: bytes)
    self.start = UnsafePointer(copy.baseAddress!)
  }

  deinit { start.deallocate() }
}

extension String {
  /// The text as a string; what is not UTF-8 becomes U+FFFD. Up to 15 bytes cost no allocation.
  @inlinable
  public init(_ text: Text) {
    self = text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }
}
