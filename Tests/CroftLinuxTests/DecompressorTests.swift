import CroftLinux
import Glibc
import Testing

@Suite struct DecompressorTests {
  /// Lines that shrink well, several buffers of them.
  static let lines = (0..<100_000).map { "line \($0 % 5_000) of a file\n" }.joined()

  private static func isThere(_ program: String) -> Bool { (try? FileSystem.status("/usr/bin/\(program)")) != nil }
  static let haveGzip = isThere("gzip")
  static let haveZstandard = isThere("zstd")

  @Test func theNameTellsTheFormat() {
    #expect(Compression(path: "a/b.csv.gz") == .gzip)
    #expect(Compression(path: "b.zst") == .zstandard)
    #expect(Compression(path: "a.gz/b.csv") == nil)
  }

  @Test(.enabled(if: haveGzip, "there is no gzip here to make a file with"))
  func gzipFilesAreUnpacked() throws { try comesBack(.gzip, "gzip -c") }

  @Test(.enabled(if: haveZstandard, "there is no zstd here to make a file with"))
  func zstandardFilesAreUnpacked() throws { try comesBack(.zstandard, "zstd -qc") }

  @Test(.enabled(if: haveGzip, "there is no gzip here to make a file with"))
  func damagedGzipFilesAreRefused() throws { try refusesDamage(.gzip, "gzip -c") }

  @Test(.enabled(if: haveZstandard, "there is no zstd here to make a file with"))
  func damagedZstandardFilesAreRefused() throws { try refusesDamage(.zstandard, "zstd -qc") }

  @Test(arguments: Compression.allCases)
  func whatIsNotCompressedIsRefused(compression: Compression) throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/plain"
      try writeFile(path, "this is plain text")
      let error = #expect(throws: DecompressionError.self) { try unpacked(path, compression, in: directory) }
      #expect(error?.path == path)
    }
  }

  @Test(arguments: Compression.allCases)
  func anEmptyFileUnpacksToNothing(compression: Compression) throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/empty", "")
      #expect(try unpacked("\(directory)/empty", compression, in: directory) == "")
    }
  }

  @Test(arguments: Compression.allCases)
  func aMissingFileIsASystemErrorWithItsName(compression: Compression) throws {
    try withTemporaryDirectory { directory in
      let error = SystemError("open", errno: ENOENT, subject: "\(directory)/none")
      #expect(throws: error) { try unpacked("\(directory)/none", compression, in: directory) }
    }
  }

  @Test(.enabled(if: haveGzip, "there is no gzip here to make a file with"))
  func moreThanTheBoundIsRefused() throws {
    try withTemporaryDirectory { directory in
      let path = try packed("gzip -c", in: directory)
      let output = try FileDescriptor.open("\(directory)/output", flags: O_RDWR | O_CREAT, mode: 0o600)
      #expect(throws: DecompressionError.self) {
        try Decompressor.unpack(path, as: .gzip, into: output, maximumBytes: Self.lines.utf8.count - 1)
      }
    }
  }

  @Test(.enabled(if: haveGzip, "there is no gzip here to make a file with"))
  func workThatIsCancelledEnds() throws {
    try withTemporaryDirectory { directory in
      let path = try packed("gzip -c", in: directory)
      let output = try FileDescriptor.open("\(directory)/output", flags: O_RDWR | O_CREAT, mode: 0o600)
      #expect(throws: CancellationError.self) {
        try Decompressor.unpack(path, as: .gzip, into: output) { throw CancellationError() }
      }
      #expect(try FileSystem.status("\(directory)/output")?.size == 0)
    }
  }
}

extension DecompressorTests {
  private func packed(_ command: String, in directory: String) throws -> String {
    try writeFile("\(directory)/plain", Self.lines)
    return try shell("\(command) \(directory)/plain", into: "\(directory)/packed")
  }

  /// Runs a command; its output is the file's.
  private func shell(_ command: String, into path: String) throws -> String {
    let child = try Child.shell("\(command) >\(path)")
    #expect(try child.errors.text() == "")
    #expect(try child.process.waitForExit(blocking: true) == .exited(code: 0))
    return path
  }

  private func unpacked(_ path: String, _ compression: Compression, in directory: String) throws -> String {
    let output = try FileDescriptor.open("\(directory)/output", flags: O_RDWR | O_CREAT | O_TRUNC, mode: 0o600)
    let count = try Decompressor.unpack(path, as: compression, into: output)
    let text = try FileSystem.readText("\(directory)/output", maximumBytes: 16 << 20)
    #expect(text.utf8.count == count)
    return text
  }

  private func comesBack(_ compression: Compression, _ command: String) throws {
    try withTemporaryDirectory { directory in
      let path = try packed(command, in: directory)
      #expect(try unpacked(path, compression, in: directory) == Self.lines)
      // Members or frames in a row are one file.
      let twice = try shell("cat \(path) \(path)", into: "\(directory)/twice")
      #expect(try unpacked(twice, compression, in: directory) == Self.lines + Self.lines)
      try writeFile("\(directory)/nothing", "")
      let nothing = try shell("\(command) \(directory)/nothing", into: "\(directory)/packed-nothing")
      #expect(try unpacked(nothing, compression, in: directory) == "")
    }
  }

  private func refusesDamage(_ compression: Compression, _ command: String) throws {
    try withTemporaryDirectory { directory in
      let path = try packed(command, in: directory)
      let size = try #require(try FileSystem.status(path)).size
      for length in [3, 20, size / 2, size - 1] {
        let cut = try shell("head -c \(length) \(path)", into: "\(directory)/cut")
        let error = #expect(throws: DecompressionError.self) { try unpacked(cut, compression, in: directory) }
        #expect(error?.path == cut && error?.problem == "it ends too early")
        #expect(error?.offset.map { $0 <= length } == true)
      }
      let damage = "dd if=/dev/zero of=\(path) bs=1 seek=\(size / 2) count=200 conv=notrunc status=none"
      _ = try shell(damage, into: "/dev/null")
      let error = #expect(throws: DecompressionError.self) { try unpacked(path, compression, in: directory) }
      #expect(error?.description.hasPrefix("unpack \(path), near byte ") == true)
      #expect(error?.problem.contains("damaged") == true)
    }
  }
}
