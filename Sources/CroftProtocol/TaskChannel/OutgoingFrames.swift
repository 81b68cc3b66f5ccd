/// Frames on their way to a socket that may not take them all at once.
package struct OutgoingFrames: ~Copyable {
  private var writer = ByteWriter(capacity: 64 << 10)
  private var sent = 0

  package init() {}

  package var isEmpty: Bool { writer.count == sent }
  package mutating func append(_ frame: some ChannelFrame) { frame.encode(into: &writer) }

  /// Frames that were encoded elsewhere.
  package mutating func append(_ frames: UnsafeRawBufferPointer) { writer.append(frames) }

  /// Hands what waits to `write` until all is gone or `write` takes nothing more.
  ///
  /// - Parameter write: returns how many of the bytes it took, nil when it can take none now.
  /// - Returns: whether all is gone.
  package mutating func drain<Failure: Error>(
    _ write: (UnsafeRawBufferPointer) throws(Failure) -> Int?
  ) throws(Failure) -> Bool {
    while !isEmpty {
      guard let count = try write(UnsafeRawBufferPointer(rebasing: writer.bytes[sent...])) else {
        writer.removeFirst(sent)
        sent = 0
        return false
      }
      sent += count
    }
    writer.removeAll()
    sent = 0
    return true
  }
}
