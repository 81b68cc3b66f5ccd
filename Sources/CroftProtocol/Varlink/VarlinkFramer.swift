/// Cuts a stream of bytes into Varlink's messages, which end in a NUL byte.
package struct VarlinkFramer: Sendable {
  /// The largest message that is taken. A registration with a long environment and argument list is the largest that
  /// we send, and Linux bounds both together by a quarter of the stack's limit: 2 MiB as a rule (execve(2)). Twice that
  /// leaves room for JSON's escapes.
  package static let maximumMessageBytes = 4 << 20

  private var buffer: [UInt8] = []
  /// The first byte that belongs to no message handed out.
  private var start = 0
  /// Bytes before this one hold no terminator, so that a message that comes in many pieces is searched once.
  private var searched = 0

  package init() {}

  /// Whether a message has begun and not ended.
  package var holdsPartialMessage: Bool { start < buffer.count }

  package mutating func append(_ bytes: some Collection<UInt8>) {
    if start > 0, start == buffer.count || start > Self.maximumMessageBytes {
      buffer.removeFirst(start)
      searched -= start
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next whole message without its terminator, or nil when none is whole yet.
  package mutating func next() throws(VarlinkFramingError) -> [UInt8]? {
    guard let end = buffer[searched...].firstIndex(of: 0) else {
      searched = buffer.count
      if buffer.count - start > Self.maximumMessageBytes { throw .tooLong }
      return nil
    }
    if end - start > Self.maximumMessageBytes { throw .tooLong }
    defer {
      start = end + 1
      searched = start
    }
    return Array(buffer[start..<end])
  }

  /// The bytes of a message as they go over the socket.
  package static func frame(_ message: JSONValue) -> [UInt8] { message.serialized + [0] }
}

package enum VarlinkFramingError: Error, Equatable, Sendable, CustomStringConvertible {
  case tooLong

  package var description: String { "a message is longer than \(VarlinkFramer.maximumMessageBytes) bytes" }
}
