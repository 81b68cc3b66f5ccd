/// Cuts a stream of bytes into Varlink's messages, which end in a NUL byte.
package struct VarlinkFramer: Sendable {
  /// The largest message that anybody takes. A registration with a long environment and argument list is the largest
  /// that we send, and Linux bounds both together by a quarter of the stack's limit: 2 MiB as a rule (execve(2)). Twice
  /// that leaves room for JSON's escapes.
  package static let maximumMessageBytes = 4 << 20

  private var buffer: [UInt8] = []
  /// The first byte that belongs to no message handed out.
  private var start = 0
  /// Bytes before this one hold no terminator, so that a message that comes in many pieces is searched once.
  private var searched = 0

  package init() {}

  /// Bytes that no message handed out has held.
  package var byteCount: Int { buffer.count - start }

  package mutating func append(_ bytes: some Collection<UInt8>) {
    // Moving the rest down once half is gone is constant work for each byte.
    if start * 2 > buffer.count {
      buffer.removeFirst(start)
      searched -= start
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next whole message without its terminator, or nil when none is whole yet.
  ///
  /// - Parameter maximumBytes: What the caller takes; a longer message is an error before it has ended.
  package mutating func next(
    maximumBytes: Int = maximumMessageBytes
  ) throws(VarlinkFramingError) -> [UInt8]? {
    guard let end = buffer[searched...].firstIndex(of: 0) else {
      searched = buffer.count
      if byteCount > maximumBytes { throw .tooLong(maximumBytes: maximumBytes) }
      return nil
    }
    if end - start > maximumBytes { throw .tooLong(maximumBytes: maximumBytes) }
    let message = Array(buffer[start..<end])
    start = end + 1
    searched = start
    // An idle connection holds no memory, however long its last message was.
    if start == buffer.count { self = VarlinkFramer() }
    return message
  }

  /// The bytes of a message as they go over the socket.
  package static func frame(_ message: JSONValue) -> [UInt8] { message.serialized + [0] }
}

package enum VarlinkFramingError: Error, Equatable, Sendable, CustomStringConvertible {
  case tooLong(maximumBytes: Int)

  package var description: String {
    switch self {
    case .tooLong(let maximumBytes): "a message is longer than \(maximumBytes) bytes"
    }
  }
}
