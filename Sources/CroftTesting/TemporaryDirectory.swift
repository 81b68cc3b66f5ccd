import CroftLinux
import Glibc

/// A directory of one test's own.
package enum TemporaryDirectory {
  /// Makes a directory, and removes it with all that is in it when `body` is done.
  package static func with<Result>(_ body: (_ path: String) async throws -> Result) async throws -> Result {
    let path = try FileSystem.temporaryDirectory(prefix: "croft-test-")
    defer { try? FileSystem.removeTree(path) }
    return try await body(path)
  }
}

/// Files of tests.
package enum TestFile {
  package static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  package static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
    try bytes.withUnsafeBytes { try file.writeAll($0) }
  }

  /// The whole of a file, which has to be one that a test can hold.
  package static func read(_ path: String) throws -> String {
    try FileSystem.readText(path, maximumBytes: 256 << 20)
  }

  /// Copies an executable.
  package static func copy(_ source: String, to destination: String) throws {
    let bytes = try FileDescriptor.open(source, flags: O_RDONLY).readAll(maximumBytes: 1 << 30)
    try write(bytes, to: destination)
    chmod(destination, 0o755)
  }
}
