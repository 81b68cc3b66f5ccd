import CLinux
import Glibc

extension UnixSocket {
  /// Sends bytes, with descriptors beside the first of them, and gives the number of bytes sent.
  ///
  /// The descriptors have gone when any byte has; on an error none has. A full buffer of a non-blocking socket is
  /// an error that ``SystemError/wouldBlock``. Descriptors need at least one byte to travel with.
  package static func send(
    _ bytes: UnsafeRawBufferPointer, descriptors: [FileDescriptor] = [], to socket: FileDescriptor
  ) throws(SystemError) -> Int {
    precondition(descriptors.isEmpty || !bytes.isEmpty, "descriptors travel beside at least one byte (unix(7))")
    let rawValues = descriptors.map(\.rawValue)
    // The local reference keeps the descriptors open until the kernel has taken its own references.
    return try withExtendedLifetime(descriptors) { () throws(SystemError) in
      try checked("sendmsg") {
        croft_send(socket.rawValue, bytes.baseAddress, bytes.count, rawValues, rawValues.count)
      }
    }
  }

  /// Sends what the socket takes now; nil if that is nothing.
  package static func sendSome(
    _ bytes: UnsafeRawBufferPointer, to socket: FileDescriptor
  ) throws(SystemError) -> Int? {
    do throws(SystemError) {
      return try send(bytes, to: socket)
    } catch {
      if error.wouldBlock { return nil }
      throw error
    }
  }

  /// Receives bytes and the descriptors that came beside them; a count of 0 is the end of the stream.
  ///
  /// - Parameters:
  ///   - maximumDescriptors: What the caller is ready to take; a peer's further ones are dropped by the kernel,
  ///     which asks nobody's file server, as close(2) may.
  ///   - adopt: Takes over each of them. An error of its is thrown when all have been taken over.
  package static func receive(
    into buffer: UnsafeMutableRawBufferPointer, from socket: FileDescriptor, maximumDescriptors: Int,
    adopt: (CInt) throws(SystemError) -> FileDescriptor = FileDescriptor.init(adopting:)
  ) throws(SystemError) -> (count: Int, descriptors: [FileDescriptor]) {
    precondition(!buffer.isEmpty, "an empty buffer can't be told from the end of the stream")
    var received = 0
    var rawValues = [CInt](repeating: -1, count: min(maximumDescriptors, self.maximumDescriptors))
    let count = try checked("recvmsg") {
      croft_receive(
        socket.rawValue, buffer.baseAddress, buffer.count, &rawValues, rawValues.count, &received)
    }
    let adopted = rawValues.prefix(received).map { rawValue in
      Result { () throws(SystemError) in try adopt(rawValue) }
    }
    var descriptors: [FileDescriptor] = []
    for result in adopted { descriptors.append(try result.get()) }
    return (count, descriptors)
  }
}
