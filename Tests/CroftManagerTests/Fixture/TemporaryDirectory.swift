import CroftLinux

/// A directory for one test, removed after it.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let path = try FileSystem.temporaryDirectory(prefix: "croft-manager-tests-")
  defer { try? FileSystem.removeTree(path) }
  return try body(path)
}
