import Glibc

/// Unpacks a gzip file buffer by buffer.
struct GzipStream: ~Copyable {
  private let path: String
  private let functions: ZlibFunctions
  private let file: OpaquePointer
  private let descriptor: CInt
  private let buffer: UnsafeMutableRawBufferPointer

  /// Of compressed bytes, inside of zlib, and of unpacked ones, here: large enough that calls do not count.
  private static let bufferBytes = 256 << 10

  init(path: String) throws {
    let functions = try ZlibFunctions.shared.get()
    let opened = try FileDescriptor.open(path, flags: O_RDONLY)
    try Self.checkMagic(path, opened)
    // gzclose(3) closes the descriptor that it was given.
    let descriptor = try checked("fcntl", path) { fcntl(opened.rawValue, F_DUPFD_CLOEXEC, 0) }
    guard let file = functions.open(descriptor, "rb") else {
      close(descriptor)
      throw SystemError("gzdopen", errno: ENOMEM, subject: path)
    }
    _ = functions.setBuffer(file, CUnsignedInt(Self.bufferBytes))
    self.path = path
    self.functions = functions
    self.file = file
    self.descriptor = descriptor
    buffer = .allocate(byteCount: Self.bufferBytes, alignment: 16)
  }

  deinit {
    _ = functions.close(file)
    buffer.deallocate()
  }

  /// zlib hands through what does not begin as a gzip file, instead of refusing it.
  private static func checkMagic(_ path: String, _ file: FileDescriptor) throws {
    let magic: [UInt8] = [0x1F, 0x8B]
    var start: [UInt8] = [0, 0]
    let count = try start.withUnsafeMutableBytes { try file.pread(into: $0, at: 0) }
    guard count == 0 || start == magic else {
      throw DecompressionError(path: path, problem: "it is no gzip file", offset: 0)
    }
  }

  /// What comes next, valid until the next call; nil at the end.
  mutating func next() throws -> UnsafeRawBufferPointer? {
    let count = functions.read(file, buffer.baseAddress, CUnsignedInt(buffer.count))
    var code: CInt = 0
    let message = functions.error(file, &code)
    // gzread(3) gives what it has before it says that the file ends too early.
    if count < 0 || (count == 0 && code != 0) {
      let problem = code == ZlibFunctions.bufferError ? "it ends too early" : Self.text(message)
      throw DecompressionError(path: path, problem: problem, offset: functions.offset(file))
    }
    return count == 0 ? nil : UnsafeRawBufferPointer(rebasing: buffer[..<Int(count)])
  }

  private static func text(_ message: UnsafePointer<CChar>?) -> String {
    let text = message.map { String(cString: $0) } ?? ""
    return text.isEmpty ? "it is damaged" : "it is damaged (\(text))"
  }
}

/// The functions of zlib that are used, as zlib.h declares them.
private struct ZlibFunctions: Sendable {
  typealias Open = @convention(c) (CInt, UnsafePointer<CChar>) -> OpaquePointer?
  typealias SetBuffer = @convention(c) (OpaquePointer, CUnsignedInt) -> CInt
  typealias Read = @convention(c) (OpaquePointer, UnsafeMutableRawPointer?, CUnsignedInt) -> CInt
  typealias Message = @convention(c) (OpaquePointer, UnsafeMutablePointer<CInt>) -> UnsafePointer<CChar>?
  typealias Offset = @convention(c) (OpaquePointer) -> Int
  typealias Close = @convention(c) (OpaquePointer) -> CInt

  let open: Open
  let setBuffer: SetBuffer
  let read: Read
  let error: Message
  let offset: Offset
  let close: Close

  /// Z_BUF_ERROR: "no progress possible", which is what a file without its end comes to.
  static let bufferError: CInt = -5

  static let shared = Result { () throws(LibraryError) in
    let library = try DynamicLibrary("libz.so.1", package: "zlib1g")
    return ZlibFunctions(
      open: try library.function("gzdopen"), setBuffer: try library.function("gzbuffer"),
      read: try library.function("gzread"), error: try library.function("gzerror"),
      offset: try library.function("gzoffset"), close: try library.function("gzclose"))
  }
}
