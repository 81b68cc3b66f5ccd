import CroftLinux
import Glibc
import Testing

@Suite struct ProcessSurroundingsTests {
  private static let look = "umask; ulimit -Sn; ulimit -Hn; ulimit -c"

  @Test func aProcessStartsAsIfByAnother() throws {
    // The submitter, with limits and a mask of its own.
    let submitter = try Child.shell("umask 027; ulimit -n 200; ulimit -Sn 100; ulimit -c 0; echo ready; read line <&3")
    defer { end(submitter) }
    var line = [UInt8](repeating: 0, count: 6)
    #expect(try line.withUnsafeMutableBytes { try submitter.output.read(into: $0) } == 6)
    let surroundings = try ProcessSurroundings(of: submitter.process)
    let child = try Child.shell(Self.look) { $0.surroundings = surroundings }
    _ = try child.process.waitForExit(blocking: true)
    #expect(try child.output.text() == "0027\n100\n200\n0\n")
  }

  @Test func ofAProcessThatIsGoneNothingIsLearned() throws {
    let child = try Child.shell("exit 0")
    _ = try child.process.waitForExit(blocking: true)
    #expect(throws: SystemError.self) { try ProcessSurroundings(of: child.process) }
  }

  @Test func aMaskAloneLeavesTheCallersLimits() throws {
    let child = try Child.shell("umask; ulimit -Hn") { $0.surroundings = ProcessSurroundings(fileCreationMask: 0o077) }
    _ = try child.process.waitForExit(blocking: true)
    var own = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &own)
    #expect(try child.output.text() == "0077\n\(own.rlim_max)\n")
  }

  private func end(_ child: Child) {
    try? child.process.signal(SIGKILL)
    _ = try? child.process.waitForExit(blocking: true)
  }
}
