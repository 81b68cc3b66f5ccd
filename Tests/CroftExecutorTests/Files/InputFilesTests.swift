import CroftLinux
import Glibc
import Testing

@testable import CroftExecutor

@Suite struct InputFilesTests {
  /// What `printf 'one\ntwo\n' | gzip -n` writes.
  private static let compressed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0xCB, 0xCF, 0x4B, 0xE5, 0x2A, 0x29,
    0xCF, 0xE7, 0x02, 0x00, 0xE6, 0x0B, 0xBA, 0x12, 0x08, 0x00, 0x00, 0x00,
  ]

  private func withFile(_ name: String, _ bytes: [UInt8], _ body: (_ path: String, _ scratch: String) throws -> Void)
    throws
  {
    let directory = try FileSystem.temporaryDirectory(prefix: "croft-executor-test-")
    defer { try? FileSystem.removeTree(directory) }
    let file = try FileDescriptor.open("\(directory)/\(name)", flags: O_WRONLY | O_CREAT, mode: 0o600)
    try bytes.withUnsafeBytes { try file.writeAll($0) }
    try FileSystem.createDirectory("\(directory)/scratch", mode: 0o700)
    try body("\(directory)/\(name)", "\(directory)/scratch")
  }

  @Test func compressedFilesAreOpenedUnpackedAndLeaveNothing() throws {
    try withFile("lines.gz", Self.compressed) { path, scratch in
      let (bytes, owner) = try InputFiles().open(path, scratch: scratch)
      #expect(withExtendedLifetime(owner) { String(decoding: bytes, as: UTF8.self) } == "one\ntwo\n")
      #expect(owner != nil)
      #expect(try FileSystem.list(scratch) == [])
    }
  }

  @Test func damagedFilesAreNamed() throws {
    try withFile("lines.gz", Array(Self.compressed.dropLast(4))) { path, scratch in
      let error = #expect(throws: DecompressionError.self) { try InputFiles().open(path, scratch: scratch) }
      #expect(error?.path == path)
    }
  }

  @Test func unpackingStopsWithTheTask() throws {
    struct Stopped: Error {}
    try withFile("lines.gz", Self.compressed) { path, scratch in
      #expect(throws: Stopped.self) { try InputFiles().open(path, scratch: scratch) { throw Stopped() } }
    }
  }

  @Test(arguments: [0, 1, 100, 3 << 20])
  func otherFilesAreOpenedAsTheyAre(size: Int) throws {
    let contents = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
    try withFile("plain", contents) { path, scratch in
      let files = InputFiles()
      let (bytes, owner) = try files.open(path, scratch: scratch)
      #expect(withExtendedLifetime((files, owner)) { bytes.elementsEqual(contents) })
    }
  }
}
