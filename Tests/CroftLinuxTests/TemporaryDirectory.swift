import CroftLinux
import Glibc

/// A directory of one test, gone at the end of the scope.
@discardableResult
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let path = try FileSystem.temporaryDirectory(prefix: "croft-linux-")
  defer { try? FileSystem.removeTree(path) }
  return try body(path)
}

func writeFile(_ path: String, _ text: String) throws {
  try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644).writeAll(text)
}

extension FileDescriptor {
  /// Everything up to the end, as text.
  func text() throws -> String {
    String(decoding: try readAll(maximumBytes: 1 << 20), as: UTF8.self)
  }
}
