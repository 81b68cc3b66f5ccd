import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// Executors as real processes, from the grant to the end.
@Suite struct ExecutorLifeTests {
  @Test func anExecutorRunsTheImageWithItsOwnArgumentsAndPlace() throws {
    try RunningManager.with { manager in
      let application = try TestApplication(manager, directory: "/usr")
      _ = try application.request(1)
      let executor = try application.nextGrant()
      #expect(try executor.ask("s") == "trial --croft-executor 1 \(getuid()) /usr\n")
      let open = try FileSystem.list("/proc/\(executor.grant.processID)/fd")
      #expect(open == ["0", "1", "2", "3"])
    }
  }

  static let ends: [(letter: Unicode.Scalar, reason: ExecutorEnd.Reason, code: Int)] = [
    ("x", .exited, 3), ("k", .signalled, 9), ("a", .signalled, 6),
  ]

  @Test(arguments: ends)
  func itsEndIsReportedWithItsClass(letter: Unicode.Scalar, reason: ExecutorEnd.Reason, code: Int) throws {
    try RunningManager.with { manager in
      let application = try TestApplication(manager)
      _ = try application.request(1)
      let executor = try application.nextGrant()
      try executor.send(letter)
      let end = try application.nextEnd()
      #expect(end.executor == executor.grant.executor)
      #expect(end.reason == reason)
      #expect(end.code == code)
    }
  }

  @Test func aReleasedExecutorEndsAndMakesRoom() throws {
    try RunningManager.with(cores: 1) { manager in
      let application = try TestApplication(manager)
      _ = try application.request(2)
      let first = try application.nextGrant()
      #expect(try application.calls.call(GetStatus()).waiting == 1)
      _ = try application.calls.call(ReleaseExecutor(application: application.id, executor: 1))
      let end = try application.nextEnd()
      #expect(end.reason == .released)
      #expect(try application.nextGrant().grant.executor == 2)
      withExtendedLifetime(first) {}
    }
  }

  @Test func anExecutorThatIgnoresTheSignalIsKilledWithAllItLeft() throws {
    try RunningManager.with { manager in
      let application = try TestApplication(manager)
      _ = try application.request(1)
      let executor = try application.nextGrant()
      #expect(try executor.ask("t") == "t")
      let child = try #require(pid_t(try executor.ask("f").dropLast()))
      let descendant = try ProcessDescriptor(ofProcess: child)
      _ = try application.calls.call(ReleaseExecutor(application: application.id, executor: 1))
      let end = try application.nextEnd()
      #expect(end.reason == .released)
      #expect(end.code == Int(SIGKILL))
      #expect(hasEnded(descendant))
    }
  }

  @Test func descendantsDieWithAnExecutorThatEndsByItself() throws {
    try RunningManager.with { manager in
      let application = try TestApplication(manager)
      _ = try application.request(1)
      let executor = try application.nextGrant()
      let child = try #require(pid_t(try executor.ask("f").dropLast()))
      let descendant = try ProcessDescriptor(ofProcess: child)
      try executor.send("x")
      #expect(try application.nextEnd().code == 3)
      #expect(hasEnded(descendant))
    }
  }

  @Test func aProgramThatCannotRunIsASpawnFailure() throws {
    try RunningManager.with { manager in
      let notExecutable = try FileDescriptor.open("/etc/passwd", flags: O_RDONLY)
      let application = try TestApplication(manager, image: notExecutable)
      _ = try application.request(2)
      let ends = [try application.nextEnd(), try application.nextEnd()]
      #expect(Set(ends.map(\.executor)) == [1, 2])
      #expect(ends.allSatisfy { $0.reason == .spawnFailed && $0.message.contains("EACCES") })
      #expect(try application.calls.call(GetStatus()).free.cores == 4)
      let lost = try TestApplication(manager, directory: "/no/such/place")
      _ = try lost.request(1)
      #expect(try lost.nextEnd().message.contains("/no/such/place"))
    }
  }

  @Test func aLargeRequestThatCannotBeServedIsTriedOnceForEachSlot() throws {
    try RunningManager.with(cores: 2) { manager in
      let lost = try TestApplication(manager, directory: "/no/such/place")
      _ = try lost.request(4096)
      let ends = [try lost.nextEnd(), try lost.nextEnd()]
      #expect(Set(ends.map(\.executor)) == [1, 2], "whichever is reaped first")
      #expect(ends.allSatisfy { $0.reason == .spawnFailed })
      #expect(ends[0].message.contains("4094"))
      #expect(try lost.calls.call(GetStatus()).waiting == 0)
      #expect(try lost.calls.call(GetStatus()).free.cores == 2)
    }
  }

  @Test func whenTheDriverGoesAllItHadGoesWithinASecond() throws {
    try RunningManager.with { manager in
      var application: TestApplication? = try TestApplication(manager)
      let scratch = try #require(application?.registered.scratch)
      _ = try application?.request(2)
      let executors = [try application?.nextGrant(), try application?.nextGrant()].compactMap(\.self)
      // Neither the signal nor the end of the channel ends these.
      for executor in executors {
        #expect(try executor.ask("t") == "t")
        #expect(try executor.ask("w") == "w")
      }
      let processes = try executors.map { try ProcessDescriptor(ofProcess: pid_t($0.grant.processID)) }
      let begin = MonotonicTime.nowNanoseconds
      application = nil
      for process in processes { #expect(hasEnded(process)) }
      #expect(MonotonicTime.nowNanoseconds - begin < 1_000_000_000)
      manager.stop()
      #expect(try FileSystem.status(scratch) == nil)
      #expect(try FileSystem.list(manager.scratch) == [])
    }
  }

  @Test func stoppingTellsApplicationsAndEndsTheirExecutors() throws {
    try RunningManager.with { manager in
      let application = try TestApplication(manager)
      _ = try application.request(1)
      let executor = try application.nextGrant()
      #expect(try executor.ask("t") == "t")
      manager.beginStop()
      #expect(try application.nextEvent() == .stopping)
      let end = try application.nextEnd()
      #expect(end.reason == .stopped)
      manager.stop()
      #expect(try FileSystem.status(manager.socket) == nil)
      #expect(application.events.isClosedByPeer())
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root's manager runs executors as other users"))
  func anotherUsersExecutorsRunAsThatUser() throws {
    // A user that no directory of users knows, with groups.
    let supervised = try SupervisedExecutor(
      identity: ProcessIdentity(userID: 40_001, groupID: 40_002, supplementaryGroups: [40_003]))
    let executor = try supervised.grant()
    #expect(try executor.ask("s") == "trial --croft-executor 1 40001 /\n")
    // Neither the manager's log nor anything else of root's is open in it.
    var status = stat()
    #expect(stat("/proc/\(executor.grant.processID)/fd/2", &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFIFO)
    #expect(try executor.ask("p") == "p")
    supervised.supervisor.end(supervised.key)
    #expect(try supervised.end() == .signalled(signal: Int(SIGTERM), coreDumped: false))
    #expect(supervised.log.lines == ["printed"])
  }
}
