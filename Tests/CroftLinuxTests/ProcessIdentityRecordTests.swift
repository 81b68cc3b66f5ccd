import CroftLinux
import Glibc
import Testing

@Suite struct ProcessIdentityRecordTests {
  @Test func aRunningProcessIsFoundAgain() throws {
    let child = try Child.shell("read line <&3")
    defer { end(child) }
    let record = try ProcessIdentityRecord(of: child.process.processID, cgroup: nil)
    let found = try #require(try record.find())
    try found.signal(SIGKILL)
    #expect(try child.process.waitForExit(blocking: true) == .signalled(signal: SIGKILL, coreDumped: false))
    #expect(try record.find() == nil)
  }

  @Test func anotherProcessOfTheSameNumberIsNotTakenForIt() throws {
    let child = try Child.shell("read line <&3")
    defer { end(child) }
    let record = try ProcessIdentityRecord(of: child.process.processID, cgroup: nil)
    func changed(startTime: Int? = nil, cgroup: String? = nil, bootID: String? = nil) throws -> Bool {
      let other = ProcessIdentityRecord(
        processID: record.processID, startTime: startTime ?? record.startTime, cgroup: cgroup,
        bootID: bootID ?? record.bootID)
      return try other.find() == nil
    }
    #expect(try !changed())
    #expect(try changed(startTime: record.startTime - 1))
    #expect(try changed(bootID: "of another boot"))
    #expect(try changed(cgroup: "/sys/fs/cgroup/of/somebody/else"))
  }

  @Test func aNameWithParenthesesAndSpacesMisleadsNobody() throws {
    try withTemporaryDirectory { directory in
      // A script's process is named after its file.
      let script = directory + "/x) S 1 2 ("
      try writeFile(script, "#!/bin/sh\necho ready\nread line <&3\n")
      chmod(script, 0o755)
      let child = try Child.shell("exec '\(script)'")
      defer { end(child) }
      var line = [UInt8](repeating: 0, count: 6)
      #expect(try line.withUnsafeMutableBytes { try child.output.read(into: $0) } == 6)
      let record = try ProcessIdentityRecord(of: child.process.processID, cgroup: nil)
      let own = try ProcessIdentityRecord(of: getpid(), cgroup: nil)
      #expect(record.startTime >= own.startTime, "it was started by this process")
      #expect(record.startTime < own.startTime + 360_000_000, "and not days later")
    }
  }

  @Test func numbersThatCanNotBeAProcessAreNone() throws {
    for number: pid_t in [0, -1, .max] {
      let record = ProcessIdentityRecord(
        processID: number, startTime: 1, cgroup: nil, bootID: try #require(ProcessIdentityRecord.currentBootID))
      #expect(try record.find() == nil)
    }
  }

  private func end(_ child: Child) {
    try? child.process.signal(SIGKILL)
    _ = try? child.process.waitForExit(blocking: true)
  }
}
