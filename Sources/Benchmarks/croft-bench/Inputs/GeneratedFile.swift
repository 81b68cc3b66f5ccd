import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

/// A file that is made in pieces, several at a time. A piece depends on nothing but its number, so the file is the same
/// on every run and every machine.
enum GeneratedFile {
  /// - Parameters:
  ///   - header: comes before the first piece.
  ///   - pieces: how many there are. A few megabytes each keep the threads' memory small and their starts cheap.
  ///   - fill: appends the piece of a number.
  static func write(
    to path: String, header: String = "", pieces: Int, fill: @escaping @Sendable (Int, inout ByteWriter) -> Void
  ) throws {
    let file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    try file.writeAll(header)
    let buffers = (0..<max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))).map { _ in Buffer() }
    for first in stride(from: 0, to: pieces, by: buffers.count) {
      let busy = buffers.prefix(pieces - first)
      let threads = try busy.indices.map { index in
        try NamedThread.start(name: "generates") { [buffer = busy[index]] in buffer.fill(first + index, fill) }
      }
      for thread in threads { thread.join() }
      for buffer in busy { try buffer.write(to: file) }
    }
    // What would be written back later would be written back while the clock runs.
    guard fsync(file.rawValue) == 0 else { throw SystemError("fsync", errno: errno, subject: path) }
  }

  /// The same, for so many rows, cut into pieces of equal numbers of rows.
  static func writeRows(
    to path: String, header: String = "", rows: Int, append: @escaping @Sendable (Int, inout ByteWriter) -> Void
  ) throws {
    let rowsInPiece = 1 << 15
    try write(to: path, header: header, pieces: (rows + rowsInPiece - 1) / rowsInPiece) { piece, bytes in
      for row in piece * rowsInPiece..<min((piece + 1) * rowsInPiece, rows) { append(row, &bytes) }
    }
  }

  /// One thread's piece.
  private final class Buffer: Sendable {
    private let bytes = Mutex(ByteWriter(capacity: 8 << 20))

    func fill(_ piece: Int, _ fill: (Int, inout ByteWriter) -> Void) {
      bytes.withLock { bytes in
        bytes.removeAll()
        fill(piece, &bytes)
      }
    }

    func write(to file: FileDescriptor) throws {
      try bytes.withLock { bytes in try file.writeAll(bytes.bytes) }
    }
  }
}

extension ByteWriter {
  mutating func append(_ text: StaticString) {
    append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// A number that isn't negative, in decimal, with zeros before it up to a width.
  mutating func appendDecimal(_ number: Int, width: Int = 1) {
    var digits = 1
    var unit = 1
    while digits < width || number / unit >= 10 {
      unit *= 10
      digits += 1
    }
    while unit > 0 {
      append(UInt8(ascii: "0") + UInt8(number / unit % 10))
      unit /= 10
    }
  }
}
