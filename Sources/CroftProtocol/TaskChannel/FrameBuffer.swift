/// Bytes from a socket on their way to becoming frames.
package struct FrameBuffer: ~Copyable {
  private var bytes: [UInt8]
  private var readPosition = 0
  private var writePosition = 0

  /// - Parameter capacity: how much room there is at first; it grows to hold one whole frame.
  package init(capacity: Int = 64 << 10) {
    self.bytes = [UInt8](repeating: 0, count: max(capacity, 64))
  }

  /// Whether part of a frame is left, as after an end of file in the middle of one.
  package var isEmpty: Bool { readPosition == writePosition }

  /// Lets `body` fill the free room and takes over as many bytes as it says.
  package mutating func fill<Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> Int {
    makeRoom()
    let start = writePosition
    var filled = 0
    var failure: Failure?
    bytes.withUnsafeMutableBytes { whole in
      do throws(Failure) {
        filled = try body(UnsafeMutableRawBufferPointer(rebasing: whole[start...]))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    writePosition += filled
    return filled
  }

  /// Takes the next whole frame out, if there is one.
  ///
  /// - Throws: `MalformedBytes` for a length outside the protocol's bounds or a body that does not parse.
  package mutating func next<Frame: ChannelFrame>(_: Frame.Type) throws -> Frame? {
    guard let length = try nextLength(), writePosition - readPosition >= TaskChannel.lengthBytes + length else {
      return nil
    }
    let start = readPosition + TaskChannel.lengthBytes
    readPosition = start + length
    return try bytes.withUnsafeBytes { whole in
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: whole[start..<start + length]))
      let kind = try reader.read(UInt8.self)
      let frame = try Frame(kind: kind, body: &reader)
      guard reader.isAtEnd else {
        throw MalformedBytes("\(reader.remaining) bytes too many in a frame of kind \(kind)")
      }
      return frame
    }
  }

  /// The length of the frame that begins here, once its four bytes have come.
  private func nextLength() throws -> Int? {
    guard writePosition - readPosition >= TaskChannel.lengthBytes else { return nil }
    let length = bytes.withUnsafeBytes {
      Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: readPosition, as: UInt32.self)))
    }
    guard (1...TaskChannel.maximumFrameBytes).contains(length) else {
      throw MalformedBytes("a frame of \(length) bytes, where 1 to \(TaskChannel.maximumFrameBytes) are allowed")
    }
    return length
  }

  /// Moves what is left to the front, and grows when a frame larger than the buffer has begun.
  private mutating func makeRoom() {
    if readPosition > 0 {
      bytes.withUnsafeMutableBytes { whole in
        whole.copyMemory(from: UnsafeRawBufferPointer(rebasing: whole[readPosition..<writePosition]))
      }
      writePosition -= readPosition
      readPosition = 0
    }
    if writePosition == bytes.count {
      bytes.append(contentsOf: repeatElement(0, count: bytes.count))
    }
  }
}
