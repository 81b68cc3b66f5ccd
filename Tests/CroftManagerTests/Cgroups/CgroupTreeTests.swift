import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

@Suite struct CgroupTreeTests {
  static let key = ExecutorKey(application: ApplicationID(7), executor: ExecutorID(2))
  static let resources = Resources(cores: 2, memoryBytes: 1 << 30)

  /// A directory with the files that the kernel would have put there.
  private func makeFakeCgroup(_ path: String, controllers: String = "cpu memory pids") throws -> Cgroup {
    try FileSystem.createDirectory(path, mode: 0o755, parents: true)
    for (name, content) in [
      ("cgroup.procs", ""), ("cgroup.controllers", controllers), ("cgroup.subtree_control", ""),
      ("cgroup.events", "populated 0\n"), ("cgroup.kill", ""),
    ] {
      let file = try FileDescriptor.open("\(path)/\(name)", flags: O_WRONLY | O_CREAT, mode: 0o644)
      try file.writeAll(content)
    }
    return Cgroup(path: path)
  }

  @Test func withoutCgroupsNothingIsEnforcedAndTheReasonIsGiven() throws {
    let tree = try CgroupTree.prepare(pool: nil, own: nil)
    #expect(tree.limits.map(\.name) == ["memory", "cores", "processes", "containment"])
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
      let pool = try makeFakeCgroup(directory + "/pool")
      let tree = try CgroupTree.prepare(pool: pool.path, own: nil)
      #expect(tree.limits.map(\.enforced) == [true, true, true, true])
      #expect(tree.pool == pool)
    }
  }

  @Test func whereOneControllerIsMissingOnlyItsLimitIs() throws {
    try withTemporaryDirectory { directory in
      let pool = try makeFakeCgroup(directory + "/pool")
      // A file that can't be written: what a controller that isn't handed down looks like.
      #expect(unlink(pool.path + "/cgroup.subtree_control") == 0)
      try FileSystem.createDirectory(pool.path + "/cgroup.subtree_control", mode: 0o755)
      let tree = try CgroupTree.prepare(pool: pool.path, own: nil)
      #expect(tree.limits.map(\.enforced) == [false, false, false, true])
      #expect(tree.limits[0].reason == "the controller memory isn't available in \(pool.path)")
    }
  }

  @Test func withoutCgroupKillContainmentIsNotClaimed() throws {
    try withTemporaryDirectory { directory in
      let pool = try makeFakeCgroup(directory + "/pool")
      #expect(unlink(pool.path + "/cgroup.kill") == 0)
      let tree = try CgroupTree.prepare(pool: pool.path, own: nil)
      #expect(tree.limits.map(\.enforced) == [true, true, true, false])
      #expect(tree.limits[3].reason?.contains("Linux 5.14") == true)
    }
  }

  @Test func whatAnEarlierManagerLeftIsNeitherTakenOverNorInTheWay() throws {
    try withTemporaryDirectory { directory in
      let own = try makeFakeCgroup(directory + "/own")
      let name = "croft-\(getpid())"
      _ = try own.createChild(name)
      #expect(try CgroupTree.prepare(pool: nil, own: own).pool?.path == "\(own.path)/\(name).2")

      let pool = try makeFakeCgroup(directory + "/pool")
      // No controllers, since nothing makes their files here.
      #expect(unlink(pool.path + "/cgroup.subtree_control") == 0)
      let left = try makeFakeCgroup(pool.path + "/app-7")
      let events = try FileDescriptor.open(left.path + "/cgroup.events", flags: O_WRONLY | O_TRUNC)
      try events.writeAll("populated 1\n")
      let tree = try CgroupTree.prepare(pool: pool.path, own: nil)
      for executor in 1...2 {
        let key = ExecutorKey(application: ApplicationID(7), executor: ExecutorID(executor))
        let cgroup = try #require(try tree.createExecutor(key, Self.resources))
        #expect(cgroup.group.path == "\(pool.path)/app-7.2/exec-\(executor)")
      }
      try tree.removeApplication(ApplicationID(7))
      #expect(pool.children == [left])
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
    // What a manager that was killed leaves behind goes with the next one.
    _ = try CgroupTree.prepare(pool: pool.path, own: nil)
    #expect(pool.children == [])
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
