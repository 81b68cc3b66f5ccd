import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

@Suite struct CgroupTreeTests {
  static let key = ExecutorKey(application: ApplicationID(7), executor: ExecutorID(2))
  static let resources = Resources(cores: 2, memoryBytes: 1 << 30)
  static let names = ["memory", "cores", "processes", "disks", "exclusive cores", "containment"]

  @Test func withoutCgroupsNothingIsEnforcedAndTheReasonIsGiven() throws {
    let tree = try CgroupTree.prepare(pool: nil, own: nil)
    #expect(tree.limits.map(\.name) == Self.names)
    #expect(tree.limits.allSatisfy { !$0.enforced && $0.reason == "this machine has no cgroup v2" })
    #expect(try tree.createExecutor(Self.key, Self.resources) == nil)
    try tree.removeApplication(Self.key.application)
    try tree.remove()
  }

  @Test func aPoolThatIsNotThereIsAnError() {
    let error = #expect(throws: SystemError.self) { try CgroupTree.prepare(pool: "/no/such/cgroup", own: nil) }
    #expect(error?.description.contains("/no/such/cgroup") == true)
  }

  @Test func aPoolWithControllersEnforcesTheirLimits() throws {
    try withTemporaryDirectory { directory in
      let pool = try FakeCgroups(directory + "/pool").pool
      let tree = try CgroupTree.prepare(pool: pool.path, own: nil)
      #expect(tree.limits.map(\.enforced) == [true, true, true, true, true, true])
      #expect(tree.pool == pool)
    }
  }

  @Test func whereNoControllerIsHandedDownOnlyContainmentIsClaimed() throws {
    try withTemporaryDirectory { directory in
      let pool = try FakeCgroups(directory + "/pool", missing: ["cgroup.subtree_control"]).pool
      let tree = try CgroupTree.prepare(pool: pool.path, own: nil)
      #expect(tree.limits.map(\.enforced) == [false, false, false, false, false, true])
      #expect(tree.limits[0].reason == "the controller memory isn't available in \(pool.path)")
    }
  }

  @Test func withoutCgroupKillContainmentIsNotClaimed() throws {
    try withTemporaryDirectory { directory in
      let tree = try FakeCgroups(directory + "/pool", missing: ["cgroup.kill"]).tree()
      #expect(tree.limits.map(\.enforced) == [true, true, true, true, true, false])
      #expect(tree.limits[5].reason?.contains("Linux 5.14") == true)
    }
  }

  @Test func whatAnEarlierManagerLeftIsNotInTheWay() throws {
    try withTemporaryDirectory { directory in
      let own = try FakeCgroups(directory + "/own").pool
      let name = "croft-\(getpid())"
      _ = try own.createChild(name)
      #expect(try CgroupTree.prepare(pool: nil, own: own).pool?.path == "\(own.path)/\(name).2")

      let fake = try FakeCgroups(directory + "/pool", missing: ["cgroup.subtree_control"])
      let left = try fake.pool.createChild("app-7")
      let tree = fake.tree()
      for executor in 1...2 {
        let key = ExecutorKey(application: ApplicationID(7), executor: ExecutorID(executor))
        let cgroup = try #require(try tree.createExecutor(key, Self.resources))
        #expect(cgroup.group.path == "\(fake.pool.path)/app-7.2/exec-\(executor)")
      }
      try tree.removeApplication(ApplicationID(7))
      #expect(fake.pool.children == [left])
    }
  }

  @Test func whoseCgroupIsRemovedCanMakeNoMoreInIt() throws {
    try withTemporaryDirectory { directory in
      let limits = BlockingQueue<String>()
      let tree = try FakeCgroups(directory + "/pool").tree { cgroup in
        limits.push(FakeCgroups.written("cgroup.max.descendants", cgroup) ?? "none")
      }
      let cgroup = try #require(try tree.createExecutor(Self.key, Self.resources))
      #expect(FakeCgroups.written("cgroup.max.descendants", cgroup.group) == "1024")
      try tree.removeExecutor(Self.key)
      #expect(limits.count == 1)
      #expect(limits.pop() == "0")
      #expect((try? FileSystem.status(cgroup.group.path)) == .some(nil))
    }
  }

  @Test func whatTakesLongToRemoveIsRemovedElsewhereAndAllOfThatApplicationAfterIt() throws {
    try withTemporaryDirectory { directory in
      let (begun, answers) = (BlockingQueue<String>(), BlockingQueue<Bool>())
      let fake = try FakeCgroups(directory + "/pool")
      let tree = fake.tree { cgroup in
        begun.push(cgroup.path)
        _ = answers.pop()
      }
      let cgroup = try #require(try tree.createExecutor(Self.key, Self.resources))
      try FakeCgroups.write("nr_descendants 1000\n", to: "cgroup.stat", of: cgroup.group)
      // Nothing is removed before it is answered, and nobody here waits for that.
      try tree.removeExecutor(Self.key)
      try tree.removeApplication(Self.key.application)
      #expect(begun.pop() == cgroup.group.path)
      #expect(begun.count == 0)
      answers.close()
      try tree.remove()
      #expect(begun.pop() == "\(fake.pool.path)/app-7")
      #expect(fake.pool.children == [])
    }
  }

  @Test(.enabled(if: canMakeCgroups, "needs a writable cgroup v2 tree"))
  func theRealTreeHasALeafForTheProcess() throws {
    let own = try #require(Cgroup.ownPath().map(Cgroup.init(path:)))
    let pool = try own.createChild("croft-test-\(getpid())-\(UInt32.random(in: 0 ... .max))")
    defer { try? pool.remove() }
    let tree = try CgroupTree.prepare(pool: pool.path, own: nil)
    let cgroup = try #require(try tree.createExecutor(Self.key, Self.resources))
    #expect(cgroup.agent.path == "\(pool.path)/app-7/exec-2/agent")
    #expect(cgroup.outOfMemoryKills == 0)
    if tree.limits[0].enforced {
      #expect(cgroup.group.read("memory.max") == "\(Self.resources.memoryBytes)\n")
    }
    #expect(throws: SystemError.self) { try tree.createExecutor(Self.key, Self.resources) }
    // What a manager that was killed leaves behind stays until somebody has looked whose it is.
    let next = try CgroupTree.prepare(pool: pool.path, own: nil)
    #expect(next.unowned().map(\.path) == ["\(pool.path)/app-7"])
  }

  @Test(.enabled(if: canMakeCgroups, "needs a writable cgroup v2 tree"))
  func belowAThreadedCgroupNothingIsClaimed() throws {
    let above = try #require(Cgroup.ownPath().map(Cgroup.init(path:)))
    let own = try above.createChild("croft-test-threaded-\(getpid())")
    defer { try? own.remove() }
    // A threaded child makes its parent the root of a threaded subtree.
    try own.createChild("threads").write(CgroupSetting(file: "cgroup.type", value: "threaded"))
    let tree = try CgroupTree.prepare(pool: nil, own: own)
    #expect(tree.limits.allSatisfy { !$0.enforced && $0.reason?.contains("is threaded") == true })
    #expect(own.children.map(\.path) == ["\(own.path)/threads"])
  }

  @Test(.enabled(if: canMakeCgroups, "needs a writable cgroup v2 tree"))
  func aCgroupThatIsNotTheRootHandsNothingDown() throws {
    let above = try #require(Cgroup.ownPath().map(Cgroup.init(path:)))
    let own = try above.createChild("croft-test-own-\(getpid())")
    defer { try? own.remove() }
    let tree = try CgroupTree.prepare(pool: nil, own: own)
    defer { try? tree.remove() }
    #expect(own.read("cgroup.type") == "domain\n")
    #expect(own.read("cgroup.subtree_control")?.isEmpty != false)
    #expect(tree.pool?.canHoldProcesses == true)
  }

  static let canMakeCgroups = Cgroup.ownPath().map { access($0, W_OK) == 0 } ?? false
}
