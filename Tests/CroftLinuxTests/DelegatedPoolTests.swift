import CroftLinux
import Glibc
import Testing

/// A cgroup that is made ready for others' cgroups. Its owner is a process of the test's.
@Suite struct DelegatedPoolTests {
  private static let root = Cgroup.unifiedRoot()
  static let canMakeCgroups = root.map { access("\($0)/cgroup.procs", W_OK) == 0 } ?? false

  @Test(.enabled(if: canMakeCgroups, "this user can't make cgroups here"))
  func itsProcessMovesIntoALeafAndEveryControllerIsHandedDown() throws {
    let cgroup = try Cgroup(path: try #require(Self.root)).createChild("croft-pool-test-\(getpid())")
    let keeper = try Child.shell("read line <&3") { $0.cgroup = try cgroup.open() }
    defer {
      try? keeper.process.signal(SIGKILL)
      _ = try? keeper.process.waitForExit(blocking: true)
      try? cgroup.remove()
    }
    let given = cgroup.read("cgroup.controllers")?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
    for _ in 1...2 {  // One that is started again finds its leaf there.
      let pool = try DelegatedPool(of: keeper.process.processID, in: cgroup)
      #expect(cgroup.read("cgroup.procs") == "")
      #expect(cgroup.child("keeper").read("cgroup.procs") == "\(keeper.process.processID)\n")
      #expect(pool.controllers == given)
      let handedDown = cgroup.read("cgroup.subtree_control")?.split(whereSeparator: \.isWhitespace).map(String.init)
      #expect(handedDown == given)
      #expect(pool.missing == ["cpu", "cpuset", "io", "memory", "pids"].filter { !given.contains($0) })
    }
  }

  @Test func aPlaceThatIsNoCgroupIsRefused() throws {
    #expect(throws: SystemError.self) { try DelegatedPool(in: Cgroup(path: "/proc")) }
  }
}
