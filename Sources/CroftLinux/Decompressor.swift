/// A compressed format, told by a file's name.
package enum Compression: String, Sendable, Equatable, CaseIterable {
  case gzip = ".gz"
  case zstandard = ".zst"

  /// nil for a file that is not compressed, as its name has it.
  package init?(path: String) {
    guard let found = Self.allCases.first(where: { path.hasSuffix($0.rawValue) }) else { return nil }
    self = found
  }
}

/// Unpacks files with the system's zlib and libzstd, which are loaded at first use: executors that read nothing
/// compressed do not pay for them, and building needs no headers.
package enum Decompressor {
  /// Unpacks a whole file, also one of several members or frames in a row, into a descriptor, from where it stands.
  ///
  /// - Parameters:
  ///   - path: the compressed file, which is read from its beginning.
  ///   - output: a blocking descriptor; what it has got when an error is thrown, stays.
  ///   - maximumBytes: more than this is an error, since a small file may unpack to a disk full of zeros.
  ///   - checkCancellation: called between buffers; an error it throws ends the work.
  /// - Returns: how many bytes were written.
  /// - Throws: `DecompressionError`, a `SystemError` of the output, or what `checkCancellation` throws.
  /// - Complexity: two buffers of memory, beside what the format's window takes: 32 KiB, or up to 128 MiB for
  ///   Zstandard files that were written with a long window.
  @discardableResult
  package static func unpack(
    _ path: String, as compression: Compression, into output: FileDescriptor, maximumBytes: Int = .max,
    checkCancellation: () throws -> Void = {}
  ) throws -> Int {
    var sink = DecompressionSink(path: path, output: output, maximumBytes: maximumBytes)
    try unpack(path, as: compression) { bytes in
      try checkCancellation()
      try sink.write(bytes)
      return true
    }
    return sink.count
  }

  /// Unpacks the first bytes of a file; fewer than `maximumBytes` only if there are no more.
  ///
  /// - Throws: `DecompressionError`.
  package static func beginning(of path: String, as compression: Compression, maximumBytes: Int) throws -> [UInt8] {
    var beginning: [UInt8] = []
    try unpack(path, as: compression) { bytes in
      beginning += bytes.prefix(maximumBytes - beginning.count)
      return beginning.count < maximumBytes
    }
    return beginning
  }

  /// - Parameter take: gets buffer by buffer; returns whether it wants more.
  private static func unpack(
    _ path: String, as compression: Compression, _ take: (UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    switch compression {
    case .gzip:
      var stream = try GzipStream(path: path)
      while let bytes = try stream.next(), try take(bytes) {}
    case .zstandard:
      var stream = try ZstandardStream(path: path)
      while let bytes = try stream.next(), try take(bytes) {}
    }
  }
}

/// Counts what goes into the output.
private struct DecompressionSink {
  let path: String
  let output: FileDescriptor
  let maximumBytes: Int
  private(set) var count = 0

  init(path: String, output: FileDescriptor, maximumBytes: Int) {
    self.path = path
    self.output = output
    self.maximumBytes = maximumBytes
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count <= maximumBytes - count else {
      throw DecompressionError(path: path, problem: "it unpacks to more than \(maximumBytes) bytes", offset: nil)
    }
    try output.writeAll(bytes)
    count += bytes.count
  }
}

/// Why a compressed file can't be unpacked.
package struct DecompressionError: Error, Equatable, Sendable, CustomStringConvertible {
  package let path: String
  package let problem: String
  /// How far into the compressed file reading had come: the damage is there or shortly before.
  package let offset: Int?

  package var description: String {
    let place = offset.map { ", near byte \($0)" } ?? ""
    return "unpack \(path)\(place): \(problem)"
  }
}
