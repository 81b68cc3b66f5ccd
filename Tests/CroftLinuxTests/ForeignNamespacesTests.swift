import CroftLinux
import Glibc
import Testing

/// Somebody who has namespaces of its own, as a service in a sandbox has, and somebody who hasn't.
@Suite struct ForeignNamespacesTests {
  static let isRoot = geteuid() == 0

  @Test func whoSharesAllHasNothingForeign() throws {
    let other = try Child.shell("read line <&3")
    defer { try? other.process.signal(SIGKILL) }
    #expect(try ForeignNamespaces.of(process: other.process.processID) == nil)
    #expect(throws: SystemError.self) { try ForeignNamespaces.of(process: .max) }
  }

  @Test(.enabled(if: isRoot, "only root may make namespaces"))
  func aProcessStartsInThoseOfTheOther() throws {
    let other = try Child.shell("exec unshare --mount --net --uts --ipc sh -c 'echo there; read line <&3'")
    defer { try? other.process.signal(SIGKILL) }
    var line = [UInt8](repeating: 0, count: 6)
    #expect(try line.withUnsafeMutableBytes { try other.output.read(into: $0) } == 6)

    let foreign = try #require(try ForeignNamespaces.of(process: other.process.processID))
    #expect(foreign.rootDirectory == "/proc/\(other.process.processID)/root")
    let child = try Child.shell("cd /proc/self/ns && readlink mnt net uts ipc pid") { $0.namespaces = foreign }
    #expect(try child.process.waitForExit(blocking: true) == .exited(code: 0))
    let there = try ["mnt", "net", "uts", "ipc"].map {
      try FileSystem.linkTarget("/proc/\(other.process.processID)/ns/\($0)")
    }
    let here = try FileSystem.linkTarget("/proc/self/ns/pid")
    #expect(try child.output.text() == (there + [here]).map { $0 + "\n" }.joined())
  }

  @Test(.enabled(if: isRoot, "only root may make namespaces"))
  func withTheSameFileSystemsThereIsNoOtherRoot() throws {
    let other = try Child.shell("exec unshare --uts sh -c 'echo there; read line <&3'")
    defer { try? other.process.signal(SIGKILL) }
    var line = [UInt8](repeating: 0, count: 6)
    #expect(try line.withUnsafeMutableBytes { try other.output.read(into: $0) } == 6)
    let foreign = try #require(try ForeignNamespaces.of(process: other.process.processID))
    #expect(foreign.rootDirectory == nil)
  }

  /// The host may be left, but not entered, without the capability.
  @Test(.enabled(if: isRoot, "only root may make namespaces"))
  func aSpawnThatMayNotEnterThemSaysSo() throws {
    let other = try Child.shell("exec unshare --mount sh -c 'echo there; read line <&3'")
    var line = [UInt8](repeating: 0, count: 6)
    #expect(try line.withUnsafeMutableBytes { try other.output.read(into: $0) } == 6)
    let foreign = try #require(try ForeignNamespaces.of(process: other.process.processID))
    try other.process.signal(SIGKILL)
    _ = try other.process.waitForExit(blocking: true)
    let error = #expect(throws: SpawnError.self) { try Child.shell("true") { $0.namespaces = foreign } }
    #expect(error?.step == .namespaces)
  }
}
