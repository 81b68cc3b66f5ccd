import CroftLinux
import Testing

@testable import CroftManager

@Suite struct ExecutorUsageTests {
  @Test func theCgroupsFiguresGoFirstAndEachSaysWhoCounted() throws {
    try withTemporaryDirectory { directory in
      let cgroup = Cgroup(path: directory)
      try FakeCgroups.write("usage_usec 5\nuser_usec 3\nsystem_usec 2\n", to: "cpu.stat", of: cgroup)
      let supervised = try SupervisedExecutor()
      _ = try supervised.grant()
      supervised.supervisor.end(supervised.key)
      guard case .ended(_, let process) = try supervised.nextEvent() else { return #expect(Bool(false)) }
      // Without a cgroup the process's own figures count.
      #expect(process.processorSource == .process && process.memorySource == .process)
      #expect(try #require(process.memoryPeakBytes) > 100_000)
      #expect(process.outOfMemoryKills == nil)

      let usage = ExecutorUsage(CgroupUsage(of: cgroup), nil)
      #expect(usage.processorSource == .cgroup && usage.processorMicroseconds == 5)
      #expect(usage.memorySource == nil && usage.diskSource == nil)
    }
  }
}
