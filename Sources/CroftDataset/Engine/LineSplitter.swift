import Glibc

/// Cuts bytes that come in pieces into lines, as `Dataset.lines` does: a line ends with a line feed, a carriage return
/// before it belongs to the line end, and a last line without one counts.
struct LineSplitter {
  /// The beginning of a line whose end has not come yet.
  private var rest: [UInt8] = []
  private let maximumLineBytes: Int

  /// Nobody prints longer lines; a program that never ends one must not fill the memory.
  static let maximumLineBytes = 256 << 20

  init(maximumLineBytes: Int = LineSplitter.maximumLineBytes) { self.maximumLineBytes = maximumLineBytes }

  /// Takes the next piece and gives the lines that end in it. They share one copy of the bytes.
  ///
  /// - Throws: `LineTooLong`; what `sink` throws.
  mutating func append(_ bytes: UnsafeRawBufferPointer, _ sink: (Text) throws -> Void) throws {
    guard let start = bytes.baseAddress, memchr(start, Self.lineFeed, bytes.count) != nil else {
      guard rest.count + bytes.count <= maximumLineBytes else { throw LineTooLong(maximumBytes: maximumLineBytes) }
      return rest.append(contentsOf: bytes)
    }
    rest.append(contentsOf: bytes)
    let storage = TextStorage(rest)
    rest = []
    var position = 0
    while let end = memchr(storage.start + position, Self.lineFeed, storage.count - position) {
      let length = UnsafeRawPointer(end) - UnsafeRawPointer(storage.start + position)
      let text = Self.line(storage, from: position, count: length)
      position += length + 1
      try sink(text)
    }
    rest.append(contentsOf: UnsafeBufferPointer(start: storage.start + position, count: storage.count - position))
  }

  /// Gives the last line, if there is one without an end.
  mutating func finish(_ sink: (Text) throws -> Void) throws {
    guard !rest.isEmpty else { return }
    let storage = TextStorage(rest)
    rest = []
    try sink(Text(start: storage.start, count: storage.count, owner: storage))
  }

  private static let lineFeed = Int32(UInt8(ascii: "\n"))

  private static func line(_ storage: TextStorage, from start: Int, count: Int) -> Text {
    let endsWithReturn = count > 0 && storage.start[start + count - 1] == UInt8(ascii: "\r")
    return Text(start: storage.start + start, count: count - (endsWithReturn ? 1 : 0), owner: storage)
  }
}

/// Output that has no lines.
struct LineTooLong: Error, Equatable, CustomStringConvertible {
  let maximumBytes: Int

  var description: String { "the program printed more than \(maximumBytes) bytes without a line end" }
}
