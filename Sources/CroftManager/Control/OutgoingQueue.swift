import CroftLinux

/// What a connection still has to be sent: messages in order, each with the descriptors that travel beside it.
struct OutgoingQueue {
  private struct Chunk {
    let bytes: [UInt8]
    let descriptors: [FileDescriptor]
  }

  /// Sent ones are nil until enough of them have gathered: what a chunk holds goes the moment it is sent.
  private var chunks: [Chunk?] = []
  /// Chunks before this one are sent, and bytes of it before `sentOfFirst`.
  private var first = 0
  private var sentOfFirst = 0
  private(set) var byteCount = 0

  var isEmpty: Bool { byteCount == 0 }

  mutating func append(_ bytes: [UInt8], descriptors: [FileDescriptor]) {
    chunks.append(Chunk(bytes: bytes, descriptors: descriptors))
    byteCount += bytes.count
  }

  /// Sends as much as the socket takes.
  mutating func flush(to socket: FileDescriptor) throws(SystemError) {
    while first < chunks.count, let chunk = chunks[first] {
      do {
        let sent = try send(chunk, to: socket)
        sentOfFirst += sent
        byteCount -= sent
      } catch  where error.wouldBlock {
        return
      }
      if sentOfFirst == chunk.bytes.count { dropFirst() }
    }
  }

  private mutating func dropFirst() {
    chunks[first] = nil
    first += 1
    sentOfFirst = 0
    // Moving the rest down once half is gone is constant work for each chunk.
    if first * 2 >= chunks.count {
      chunks.removeFirst(first)
      first = 0
    }
  }

  private func send(_ chunk: Chunk, to socket: FileDescriptor) throws(SystemError) -> Int {
    let descriptors = sentOfFirst == 0 ? chunk.descriptors : []
    let outcome = chunk.bytes.withUnsafeBytes { bytes in
      Result { () throws(SystemError) in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[sentOfFirst...])
        return try UnixSocket.send(rest, descriptors: descriptors, to: socket)
      }
    }
    return try outcome.get()
  }
}
