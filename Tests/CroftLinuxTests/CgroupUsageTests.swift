import CroftLinux
import Glibc
import Testing

@Suite struct CgroupUsageTests {
  @Test func everyFigureComesFromItsFile() throws {
    try withTemporaryDirectory { path in
      try writeFile("\(path)/cpu.stat", "usage_usec 30\nuser_usec 20\nsystem_usec 10\nnr_periods 1\nthrottled_usec 7\n")
      try writeFile("\(path)/memory.peak", "4096\n")
      try writeFile("\(path)/memory.events", "low 0\nhigh 3\nmax 2\noom 1\noom_kill 2\n")
      try writeFile(
        "\(path)/io.stat", "8:0 rbytes=100 wbytes=20 rios=1 wios=1 dbytes=0 dios=0\n253:1 rbytes=1 wbytes=2 rios=0\n")
      let usage = CgroupUsage(of: Cgroup(path: path))
      #expect(usage.userMicroseconds == 20)
      #expect(usage.systemMicroseconds == 10)
      #expect(usage.throttledMicroseconds == 7)
      #expect(usage.memoryPeakBytes == 4096)
      #expect(usage.readBytes == 101)
      #expect(usage.writtenBytes == 22)
      #expect(usage.outOfMemoryKills == 2)
    }
  }

  @Test func withoutItsFilesNothingIsKnown() throws {
    try withTemporaryDirectory { path in
      let usage = CgroupUsage(of: Cgroup(path: path))
      #expect(usage.userMicroseconds == nil && usage.memoryPeakBytes == nil && usage.readBytes == nil)
      #expect(usage.outOfMemoryKills == nil)
    }
  }

  @Test func aProcessesOwnUsageComesWithItsEnd() throws {
    let child = try Child.shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; exit 5")
    let end = try #require(try child.process.waitForEnd(blocking: true))
    #expect(end.exit == .exited(code: 5))
    #expect(end.usage.userMicroseconds + end.usage.systemMicroseconds > 0)
    #expect(end.usage.maximumResidentBytes > 100_000)
  }
}
