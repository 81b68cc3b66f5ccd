import CLinux
import Glibc
import Testing

@testable import CroftLinux

@Suite struct CommandSpawnTests {
  private static func sleep() throws -> ProcessDescriptor {
    let nothing = try FileDescriptor.open("/dev/null", flags: O_RDWR)
    return try Spawner.spawn(
      CommandSpawn(
        path: Array("/bin/sleep".utf8), arguments: [Array("sleep".utf8), Array("1000".utf8)], environment: [],
        directory: Array("/".utf8), standardInput: nothing, standardOutput: nothing, standardError: nothing,
        fileCreationMask: 0o22))
  }

  @Test func aCommandDiesWithTheThreadThatStartedIt() throws {
    let process = try NamedThread.value { try Self.sleep() }
    #expect(try process.waitForExit(blocking: true) == .signalled(signal: SIGKILL, coreDumped: false))
  }

  /// The parent may have been killed before its child could ask to be told.
  @Test func aCommandDoesNotStartWithoutItsParent() throws {
    let nothing = try FileDescriptor.open("/dev/null", flags: O_RDWR)
    let strings = CStringArrays([["/bin/true", "/"], ["true"], []])
    var raw = croft_spawn_request()
    (raw.path, raw.directory) = (UnsafePointer(strings[0][0]), UnsafePointer(strings[0][1]))
    (raw.arguments, raw.environment) = (strings[1], strings[2])
    (raw.image, raw.cgroup) = (-1, -1)
    raw.descriptors = (nothing.rawValue, nothing.rawValue, nothing.rawValue, -1)
    raw.parent = getppid()
    let process = try withExtendedLifetime((nothing, strings)) { try Spawner.running(try Spawner.start(raw)) }
    #expect(try process.waitForExit(blocking: true) == .exited(code: 126))
  }
}
