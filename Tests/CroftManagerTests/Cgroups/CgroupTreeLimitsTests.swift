import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// What is written where, on a tree of plain directories.
@Suite struct CgroupTreeLimitsTests {
  private static func key(_ application: Int, _ executor: Int) -> ExecutorKey {
    ExecutorKey(application: ApplicationID(application), executor: ExecutorID(executor))
  }

  private static let resources = Resources(cores: 2, memoryBytes: 1000)

  private func written(_ file: String, _ cgroup: ProcessCgroup?) -> String? {
    cgroup.flatMap { FakeCgroups.written(file, $0.group) }
  }

  @Test func anExecutorsLimitsAreThoseConfigured() throws {
    try withTemporaryDirectory { directory in
      let tree = try FakeCgroups(directory + "/pool").tree()
      tree.executorLimits = ExecutorLimitSettings(
        memoryHighPercent: 80, swapBytes: 7, maximumProcesses: 99, ioWeight: 200,
        ioMaximums: [IOMaximum(device: BlockDevice(major: 8, minor: 0), writtenBytesPerSecond: 5)])
      let cgroup = try tree.createExecutor(Self.key(1, 1), Self.resources, sharing: .quota)
      let expected = [
        "memory.max": "1000", "memory.high": "800", "memory.swap.max": "7", "memory.oom.group": "1",
        "cpu.max": "200000 100000", "cpu.weight": "", "pids.max": "99", "io.weight": "200", "io.max": "8:0 wbps=5",
        "cpuset.cpus": "",
      ]
      for (file, value) in expected { #expect(written(file, cgroup) == value, "\(file)") }
      #expect(cgroup?.agent.path == "\(directory)/pool/app-1/exec-1/agent")
      #expect(cgroup?.shortfall == nil)
    }
  }

  @Test func withoutAWarningThereIsNoHighLimit() throws {
    try withTemporaryDirectory { directory in
      let tree = try FakeCgroups(directory + "/pool").tree()
      tree.executorLimits.memoryHighPercent = 100
      let cgroup = try tree.createExecutor(Self.key(1, 1), Self.resources)
      #expect(written("memory.high", cgroup) == "")
      #expect(written("cpu.weight", cgroup) == "200")
    }
  }

  @Test func aKernelWithoutSwapAccountingIsNoObstacle() throws {
    try withTemporaryDirectory { directory in
      let tree = try FakeCgroups(directory + "/pool").tree(missing: ["memory.swap.max"])
      #expect(written("memory.max", try tree.createExecutor(Self.key(1, 1), Self.resources)) == "1000")
    }
  }

  @Test func aDriversProcessesAreBoundedAndNothingElse() throws {
    try withTemporaryDirectory { directory in
      let tree = try FakeCgroups(directory + "/pool").tree()
      let driver = try tree.createDriver(ApplicationID(3))
      #expect(driver?.group.path == "\(directory)/pool/app-3/driver")
      #expect(driver?.agent == driver?.group)
      #expect(written("pids.max", driver) == "4096")
      #expect(written("memory.max", driver) == "")
      try tree.removeDriver(ApplicationID(3))
      #expect(tree.pool?.child("app-3").children == [])
    }
  }

  @Test func everybodyElseLeavesExclusiveProcessors() throws {
    try withTemporaryDirectory { directory in
      let tree = try FakeCgroups(directory + "/pool", processors: "0-5").tree()
      let pool = try #require(tree.pool)
      func processors(_ path: String) -> String? { FakeCgroups.written("cpuset.cpus", pool.child(path)) }
      _ = try tree.createExecutor(Self.key(1, 1), Self.resources)
      let exclusive = try tree.createExecutor(Self.key(2, 1), Self.resources, sharing: .exclusive)
      #expect(exclusive?.shortfall == nil)
      let own = try #require(processors("app-2/exec-1").flatMap { ProcessorSet(list: $0) })
      #expect(own.count == 2)
      let others = ProcessorSet(0...5).subtracting(own)
      #expect(processors("app-1") == "\(others)")
      #expect(processors("app-1/exec-1") == "", "it has what its application has")
      // One that shares, in the same application, is set apart by itself.
      _ = try tree.createExecutor(Self.key(2, 2), Self.resources)
      #expect(processors("app-2") == "0-5")
      #expect(processors("app-2/exec-2") == "\(others)")
      // And one that comes later is not let in.
      _ = try tree.createDriver(ApplicationID(3))
      #expect(processors("app-3") == "\(others)")
      try tree.removeExecutor(Self.key(2, 1))
      // Back to all, by a list: a cgroup with processes can't be put back to none.
      for path in ["app-1", "app-2", "app-2/exec-2", "app-3"] { #expect(processors(path) == "0-5") }
    }
  }

  @Test func withTooFewProcessorsAQuotaIsGivenAndTheReason() throws {
    try withTemporaryDirectory { directory in
      let tree = try FakeCgroups(directory + "/pool", processors: "0-1").tree()
      let cgroup = try tree.createExecutor(Self.key(1, 1), Self.resources, sharing: .exclusive)
      #expect(written("cpu.max", cgroup) == "200000 100000")
      #expect(written("cpuset.cpus", cgroup) == "")
      #expect(cgroup?.shortfall?.contains("2 processors are left") == true)
    }
  }

  @Test func withoutControllersNothingIsWrittenAndTheReasonIsGiven() throws {
    try withTemporaryDirectory { directory in
      let fake = try FakeCgroups(directory + "/pool", missing: ["cgroup.subtree_control"])
      let tree = fake.tree()
      for (number, sharing) in [(1, CoreSharing.exclusive), (2, .quota)] {
        let cgroup = try tree.createExecutor(Self.key(1, number), Self.resources, sharing: sharing)
        #expect(written("memory.max", cgroup) == "" && written("cpu.max", cgroup) == "")
        #expect(cgroup?.shortfall?.contains("controller") == true)
      }
      #expect(try tree.createExecutor(Self.key(1, 3), Self.resources)?.shortfall == nil)
    }
  }

  @Test func whatAnEarlierManagerMadeIsTakenOver() throws {
    try withTemporaryDirectory { directory in
      let fake = try FakeCgroups(directory + "/pool", processors: "0-5")
      let earlier = fake.tree()
      let shared = try #require(try earlier.createExecutor(Self.key(1, 1), Self.resources))
      let exclusive = try #require(try earlier.createExecutor(Self.key(2, 1), Self.resources, sharing: .exclusive))
      let lost = try #require(try earlier.createExecutor(Self.key(1, 2), Self.resources, sharing: .exclusive))
      _ = try earlier.createExecutor(Self.key(4, 1), Self.resources)
      let tree = fake.tree()
      #expect(tree.adoptExecutor(Self.key(1, 1), path: shared.group.path, sharing: .weight)?.agent == shared.agent)
      #expect(tree.adoptExecutor(Self.key(2, 1), path: exclusive.group.path, sharing: .exclusive) != nil)
      #expect(tree.unowned() == [lost.group, fake.pool.child("app-4")])
      #expect(tree.processors?.held.count == 2)
      try tree.settleProcessors()
      // What the lost executor held is everybody's again.
      let held = try #require(tree.processors?.held)
      #expect(
        FakeCgroups.written("cpuset.cpus", fake.pool.child("app-1")) == "\(ProcessorSet(0...5).subtracting(held))")
    }
  }

  @Test func aDriverThatNobodyWroteDownIsInNobodysWay() throws {
    try withTemporaryDirectory { directory in
      let fake = try FakeCgroups(directory + "/pool")
      let earlier = fake.tree()
      let executor = try #require(try earlier.createExecutor(Self.key(1, 1), Self.resources))
      let lost = try #require(try earlier.createDriver(ApplicationID(1)))
      let tree = fake.tree()
      _ = tree.adoptExecutor(Self.key(1, 1), path: executor.group.path, sharing: .weight)
      #expect(tree.unowned() == [lost.group], "it is ended")
      let driver = try #require(try tree.createDriver(ApplicationID(1)))
      #expect(driver.group.path == "\(lost.group.path).2")
      let next = fake.tree()
      #expect(next.adoptDriver(ApplicationID(1), path: driver.group.path)?.group == driver.group)
      #expect(next.adoptDriver(ApplicationID(1), path: executor.group.path) == nil)
    }
  }

  @Test(arguments: [
    "/etc", "POOL/app-2/exec-1", "POOL/app-1/exec-2", "POOL/../pool/app-1/exec-1", "POOL/app-1x/exec-1",
  ])
  func aStoredPathHasToBeThatExecutors(path: String) throws {
    try withTemporaryDirectory { directory in
      let fake = try FakeCgroups(directory + "/pool")
      for application in [1, 2] { _ = try fake.tree().createExecutor(Self.key(application, 1), Self.resources) }
      let path = path.hasPrefix("POOL") ? fake.pool.path + path.dropFirst(4) : path
      #expect(fake.tree().adoptExecutor(Self.key(1, 1), path: path, sharing: .weight) == nil)
    }
  }
}
