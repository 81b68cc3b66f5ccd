import Glibc

/// Unpacks a Zstandard file buffer by buffer.
struct ZstandardStream: ~Copyable {
  private let path: String
  private let functions: ZstandardFunctions
  private let stream: OpaquePointer
  private let file: FileDescriptor
  private let input: UnsafeMutableRawBufferPointer
  private let output: UnsafeMutableRawBufferPointer
  private var inputCount = 0
  private var inputPosition = 0
  /// How much of the file has been read.
  private var offset = 0
  /// What the library said last: 0 at the end of a frame, else a guess of what is missing.
  private var isInFrame = false
  /// There may be more unpacked bytes inside of the library than fitted into the output.
  private var hasMore = false

  /// A Zstandard block has 128 KiB at most; twice that is enough that calls do not count.
  private static let bufferBytes = 256 << 10

  init(path: String) throws {
    let functions = try ZstandardFunctions.shared.get()
    let file = try FileDescriptor.open(path, flags: O_RDONLY)
    guard let stream = functions.create() else { throw SystemError("ZSTD_createDStream", errno: ENOMEM, subject: path) }
    self.path = path
    self.functions = functions
    self.stream = stream
    self.file = file
    input = .allocate(byteCount: Self.bufferBytes, alignment: 16)
    output = .allocate(byteCount: Self.bufferBytes, alignment: 16)
  }

  deinit {
    _ = functions.free(stream)
    input.deallocate()
    output.deallocate()
  }

  /// What comes next, valid until the next call; nil at the end.
  mutating func next() throws -> UnsafeRawBufferPointer? {
    while true {
      if inputPosition == inputCount, !hasMore {
        inputPosition = 0
        do {
          inputCount = try file.read(into: input)
        } catch {
          throw error.about(path)
        }
        offset += inputCount
        if inputCount == 0 {
          if isInFrame { throw failure("it ends too early") }
          return nil
        }
      }
      let count = try unpack()
      if count > 0 { return UnsafeRawBufferPointer(rebasing: output[..<count]) }
    }
  }

  private mutating func unpack() throws -> Int {
    var target = ZstandardBuffer(start: output.baseAddress, size: output.count, position: 0)
    var source = ZstandardBuffer(start: input.baseAddress, size: inputCount, position: inputPosition)
    let left = functions.decompress(stream, &target, &source)
    inputPosition = source.position
    if functions.isError(left) != 0 {
      throw failure("it is damaged (\(functions.errorName(left).map { String(cString: $0) } ?? "unknown error"))")
    }
    isInFrame = left != 0
    hasMore = isInFrame && target.position == target.size
    return target.position
  }

  private func failure(_ problem: String) -> DecompressionError {
    DecompressionError(path: path, problem: problem, offset: offset - inputCount + inputPosition)
  }
}

/// `ZSTD_inBuffer` and `ZSTD_outBuffer`, which have the same layout.
private struct ZstandardBuffer {
  var start: UnsafeMutableRawPointer?
  var size: Int
  var position: Int
}

/// The functions of libzstd that are used, as zstd.h declares them.
private struct ZstandardFunctions: Sendable {
  typealias Create = @convention(c) () -> OpaquePointer?
  typealias Free = @convention(c) (OpaquePointer) -> Int
  typealias Decompress = @convention(c) (OpaquePointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> Int
  typealias IsError = @convention(c) (Int) -> CUnsignedInt
  typealias ErrorName = @convention(c) (Int) -> UnsafePointer<CChar>?

  let create: Create
  let free: Free
  let decompress: Decompress
  let isError: IsError
  let errorName: ErrorName

  static let shared = Result { () throws(LibraryError) in
    let library = try DynamicLibrary("libzstd.so.1", package: "libzstd1")
    return ZstandardFunctions(
      create: try library.function("ZSTD_createDStream"), free: try library.function("ZSTD_freeDStream"),
      decompress: try library.function("ZSTD_decompressStream"), isError: try library.function("ZSTD_isError"),
      errorName: try library.function("ZSTD_getErrorName"))
  }
}
