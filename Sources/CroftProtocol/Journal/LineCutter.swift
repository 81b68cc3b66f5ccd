/// Cuts what a process prints into lines, whatever bytes they are made of.
///
/// Empty lines are no lines, as journald itself holds it with what services print.
package struct LineCutter: Sendable {
  /// Longer lines are cut into pieces of this size: as journald does it (journald.conf(5), LineMax=).
  package static let maximumLineBytes = 48 << 10

  /// The beginning of a line whose end hasn't come.
  package private(set) var unfinished: [UInt8] = []

  package init() {}

  /// Hands on each line that ends within the bytes, without its end.
  ///
  /// - Returns: How many of the last bytes belong to a line that doesn't end there. They have not been taken in.
  package mutating func cut(
    _ bytes: UnsafeRawBufferPointer, _ line: (UnsafeRawBufferPointer) -> Void
  ) -> Int {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      append(UnsafeRawBufferPointer(rebasing: rest[..<end]), line)
      finish(line)
      rest = rest[(end + 1)...]
    }
    return rest.count
  }

  /// Takes in a part of a line.
  package mutating func append(_ part: UnsafeRawBufferPointer, _ line: (UnsafeRawBufferPointer) -> Void) {
    var rest = part[...]
    while unfinished.count + rest.count > Self.maximumLineBytes {
      let piece = rest.prefix(Self.maximumLineBytes - unfinished.count)
      unfinished += piece
      rest = rest.dropFirst(piece.count)
      finish(line)
    }
    unfinished += rest
  }

  /// Ends the line that was begun, if there is one.
  package mutating func finish(_ line: (UnsafeRawBufferPointer) -> Void) {
    guard !unfinished.isEmpty else { return }
    unfinished.withUnsafeBytes(line)
    unfinished.removeAll(keepingCapacity: true)
  }
}
