import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// Processes that an earlier manager started.
@Suite struct AdoptionTests {
  private static let key = ExecutorKey(application: ApplicationID(7), executor: ExecutorID(2))
  private static let resources = Resources(cores: 1, memoryBytes: 1 << 20)
  private static let seenByItsParent = "only a parent learns"

  private func reason(_ outcome: ExecutorOutcome) -> String? {
    if case .unknown(let reason) = outcome { reason } else { nil }
  }

  @Test func withoutCgroupsItIsFoundByItsStart() throws {
    let orphan = try OrphanProcess.start("exec sleep 1000", group: nil, agent: nil)
    let pool = try SupervisedPool(nil)
    pool.supervisor.adopt(Self.key, orphan.adoption)
    #expect(pool.supervisor.process(Self.key)?.processID == orphan.record.processID)
    #expect(pool.supervisor.process(Self.key)?.record == orphan.record)
    pool.supervisor.end(Self.key)
    let end = try pool.executorEnd()
    #expect(reason(end.outcome)?.contains(Self.seenByItsParent) == true)
    #expect(pool.supervisor.processes.isEmpty)
  }

  @Test func whatIsGoneIsToldLikeAnyOtherEnd() throws {
    let pool = try SupervisedPool(nil)
    let own = try ProcessIdentityRecord(of: getpid(), cgroup: nil)
    let record = ProcessIdentityRecord(
      processID: getpid(), startTime: own.startTime - 1, cgroup: nil, bootID: own.bootID)
    pool.supervisor.adopt(Self.key, Adoption(record: record, startedAt: 5, program: "sh", identity: nil))
    #expect(pool.executorEvents.isEmpty, "the caller has other things to do first")
    #expect(reason(try pool.executorEnd().outcome) == "it ended while no manager ran")
  }

  @Test(.enabled(if: SupervisedPool.canMakeCgroups, "needs a writable cgroup v2 root"))
  func anAdoptedExecutorEndsWithAllItsDescendants() throws {
    try SupervisedPool.with { pool in
      let earlier = try SupervisedPool(pool)
      let cgroup = try #require(try earlier.cgroups.createExecutor(Self.key, Self.resources))
      let orphan = try OrphanProcess.start("sleep 1000 & exec sleep 1001", group: cgroup.group, agent: cgroup.agent)
      let later = try SupervisedPool(pool)
      later.supervisor.adopt(Self.key, orphan.adoption)
      later.supervisor.removeUnowned()
      #expect(cgroup.group.isPopulated, "what has been adopted stays")
      later.supervisor.end(Self.key)
      let end = try later.executorEnd()
      #expect(reason(end.outcome)?.contains(Self.seenByItsParent) == true)
      #expect(end.usage.processorSource == .cgroup)
      try later.cgroups.removeApplication(Self.key.application)
      #expect(pool.children == [])
    }
  }

  @Test(.enabled(if: SupervisedPool.canMakeCgroups, "needs a writable cgroup v2 root"))
  func whatAnExecutorThatIsGoneLeftBehindIsKilled() throws {
    try SupervisedPool.with { pool in
      let earlier = try SupervisedPool(pool)
      let cgroup = try #require(try earlier.cgroups.createExecutor(Self.key, Self.resources))
      let orphan = try OrphanProcess.start("exec sleep 1000", group: cgroup.group, agent: cgroup.agent)
      let record = orphan.record
      let gone = ProcessIdentityRecord(
        processID: record.processID, startTime: record.startTime - 1, cgroup: record.cgroup, bootID: record.bootID)
      let later = try SupervisedPool(pool)
      later.supervisor.adopt(Self.key, Adoption(record: gone, startedAt: 5, program: "sh", identity: nil))
      #expect(reason(try later.executorEnd().outcome) == "it ended while no manager ran")
      #expect(orphan.hasEnded)
      #expect(pool.child("app-7").children == [])
    }
  }

  @Test(.enabled(if: SupervisedPool.canMakeCgroups, "needs a writable cgroup v2 root"))
  func aProcessThatHasLeftItsCgroupIsNotTakenForTheExecutor() throws {
    try SupervisedPool.with { pool in
      let earlier = try SupervisedPool(pool)
      let cgroup = try #require(try earlier.cgroups.createExecutor(Self.key, Self.resources))
      let elsewhere = try pool.createChild("elsewhere")
      let orphan = try OrphanProcess.start("exec sleep 1000", group: cgroup.group, agent: elsewhere)
      let later = try SupervisedPool(pool)
      later.supervisor.adopt(Self.key, orphan.adoption)
      _ = try later.executorEnd()
      #expect(elsewhere.isPopulated, "it isn't the executor, and nobody ends it")
    }
  }

  @Test(.enabled(if: SupervisedPool.canMakeCgroups, "needs a writable cgroup v2 root"))
  func whatIsNobodysIsKilledAndRemoved() throws {
    try SupervisedPool.with { pool in
      let earlier = try SupervisedPool(pool)
      for application in 1...3 {
        let key = ExecutorKey(application: ApplicationID(application), executor: ExecutorID(1))
        let cgroup = try #require(try earlier.cgroups.createExecutor(key, Self.resources))
        guard application > 1 else { continue }
        _ = try OrphanProcess.start("exec sleep 1000", group: cgroup.group, agent: cgroup.agent)
      }
      _ = try pool.createChild("keeper")
      let later = try SupervisedPool(pool)
      later.supervisor.removeUnowned()
      later.run { later.supervisor.abandoned.isEmpty }
      #expect(pool.children.map(\.path) == ["\(pool.path)/keeper"])
    }
  }

  @Test(.enabled(if: SupervisedPool.canMakeCgroups, "needs a writable cgroup v2 root"))
  func theOwnPoolOfAnEarlierManagerIsTakenOver() throws {
    let own = try #require(Cgroup.ownPath().map(Cgroup.init(path:)))
    // The number of no process, so that its manager is gone for sure.
    let earlier = try own.createChild("croft-99999999")
    defer { try? earlier.remove() }
    let record = try #require(PoolRecord(of: earlier))
    #expect(try CgroupTree.prepare(pool: nil, earlier: record).pool == earlier)
    // Of another boot, another cgroup of that name, and other places.
    let others = [
      PoolRecord(path: earlier.path, bootID: "another", inode: record.inode),
      PoolRecord(path: earlier.path, bootID: record.bootID, inode: record.inode + 1),
      PoolRecord(path: "\(own.path)/no-such-pool", bootID: record.bootID, inode: record.inode),
      try #require(PoolRecord(of: Cgroup(path: "/tmp"))),
      try #require(PoolRecord(of: Cgroup(path: "\(earlier.path)/../croft-99999999"))),
    ]
    for record in others {
      // The next manager removes an empty one that it doesn't take over.
      if try FileSystem.status(earlier.path) == nil { _ = try own.createChild("croft-99999999") }
      let tree = try CgroupTree.prepare(pool: nil, earlier: record)
      // Another test's manager, in this process, may have the name without a number.
      #expect(tree.pool?.path.hasPrefix("\(own.path)/croft-\(getpid())") == true)
      try tree.remove()
    }
  }

  /// It has the name of a manager that is gone.
  @Test(.enabled(if: SupervisedPool.canMakeCgroups, "needs a writable cgroup v2 root"))
  func anEmptyPoolThatWasTakenOverIsNotRemovedByOtherManagers() throws {
    let own = try #require(Cgroup.ownPath().map(Cgroup.init(path:)))
    let earlier = try own.createChild("croft-99999997")
    defer { try? earlier.remove() }
    do {
      let tree = try CgroupTree.prepare(pool: nil, earlier: PoolRecord(of: earlier))
      #expect(tree.pool == earlier)
      try CgroupTree.prepare(pool: nil).remove()
      #expect(try FileSystem.status(earlier.path) != nil)
      withExtendedLifetime(tree) {}
    }
    try CgroupTree.prepare(pool: nil).remove()
    #expect(try FileSystem.status(earlier.path) == nil)
  }

  @Test(.enabled(if: geteuid() == 0, "only root reads what other users' processes print"))
  func whatAnAdoptedExecutorPrintsIsLoggedOn() throws {
    let orphan = try OrphanProcess.start("read line; echo $line; read line", group: nil, agent: nil)
    let pool = try SupervisedPool(nil)
    let nobody = ProcessIdentity(userID: 65534, groupID: 65534, supplementaryGroups: [])
    pool.supervisor.adopt(Self.key, Adoption(record: orphan.record, startedAt: 5, program: "sh", identity: nobody))
    // The test's own end of the pipe stays unread: whoever reads first has it.
    try orphan.channel.writeAll("printed\n")
    pool.run { pool.log.lines.contains("printed") }
    try orphan.channel.writeAll("end\n")
    _ = try pool.executorEnd()
  }
}
