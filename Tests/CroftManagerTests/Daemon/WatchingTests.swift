import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// The history through the control socket, and the stream of events.
@Suite struct WatchingTests {
  @Test func executorsAreRememberedWithTheirEndsAndTheirUsage() throws {
    try RunningManager.with { manager in
      var driver: TestApplication? = try TestApplication(manager)
      let id = try #require(driver?.id)
      _ = try driver?.request(2)
      let executors = try (0..<2).map { _ in try driver?.nextGrant() }
      for executor in executors {
        try executor?.send("x")
        #expect(try driver?.nextEnd().code == 3)
      }
      let client = try TestClient(manager)
      let first = try client.call(ListPastExecutors(application: id, limit: 1))
      #expect(first.elements.map(\.number) == [1])
      let second = try client.call(ListPastExecutors(application: id, after: first.next, limit: 1))
      #expect(second.elements.map(\.number) == [2])
      #expect(second.next == nil)
      let record = try #require(second.elements.first)
      #expect((record.end?.reason, record.end?.code) == (.exited, 3))
      #expect((record.usage.cpuMicroseconds ?? 0) > 0)
      let watch = try FarmWatch(manager)
      driver = nil
      #expect(try watch.next(.applicationEnded).application == id)
      let past = try #require(client.call(ListPastApplications()).elements.first)
      #expect(["Its driver left.", "Its process ended."].contains(past.end))
      #expect((past.id, past.name, past.userID, past.executors) == (id, "trial", Int(getuid()), 2))
    }
  }

  @Test func whatDriversReportIsPaged() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      let jobs = (1...3).map { HistorySamples.job(driver.id, $0) }
      let report = ReportHistory(
        application: driver.id, jobs: jobs, stages: [HistorySamples.stage(driver.id, job: 1, 0)],
        attempts: [Base64.encode(HistorySamples.packed(150))])
      _ = try driver.calls.call(report)
      let client = driver.calls
      let first = try client.call(ListJobs(application: driver.id, limit: 2))
      #expect(first.elements == Array(jobs.prefix(2)))
      #expect(try client.call(ListJobs(application: driver.id, after: first.next)).elements == [jobs[2]])
      #expect(try client.call(ListStages(application: driver.id, job: 1)).elements == report.stages)
      let attempts = try client.call(ListAttempts(application: driver.id, job: 1, stage: 0))
      #expect(attempts.elements.map(\.partition) == Array(0..<100))
      let rest = try client.call(ListAttempts(application: driver.id, job: 1, stage: 0, after: attempts.next))
      #expect(rest.elements.map(\.partition) == Array(100..<150))
      #expect(rest.next == nil)
    }
  }

  @Test func whatADriverTellsOfItsTasksAndItsEndIsListed() throws {
    try RunningManager.with { manager in
      var driver: TestApplication? = try TestApplication(manager)
      let id = try #require(driver?.id)
      let client = try TestClient(manager)
      #expect(try client.call(ListApplications()).applications.map(\.tasks) == [nil])
      let counts = TaskCounts(total: 10, succeeded: 7, failed: 1)
      _ = try client.call(ReportHistory(application: id, tasks: counts))
      _ = try client.call(ReportHistory(application: id, exitStatus: 3))
      #expect(try client.call(ListApplications()).applications.map(\.tasks) == [counts])
      let watch = try FarmWatch(manager)
      driver = nil
      _ = try watch.next(.applicationEnded)
      let past = try client.call(ListPastApplications(name: "tri", userID: Int(getuid()))).elements
      #expect(past.map(\.tasks) == [counts])
      #expect(past.map(\.exitStatus) == [3])
      #expect(try client.call(ListPastApplications(name: "trials")).elements == [])
      #expect(try client.call(ListPastApplications(userID: 40_000)).elements == [])
    }
  }

  @Test func tasksAndExitStatusOutliveTheManager() throws {
    try withTemporaryDirectory { directory in
      let first = try RunningManager(directory: directory, Resources(cores: 4, memoryBytes: 8 << 30))
      let driver = try TestApplication(first)
      let counts = TaskCounts(total: 2, succeeded: 1, failed: 1)
      _ = try driver.calls.call(ReportHistory(application: driver.id, tasks: counts, exitStatus: 1))
      let next = try first.restarted()
      defer { next.stop() }
      let client = try TestClient(next)
      #expect(try client.call(ListApplications()).applications.map(\.tasks) == [counts])
      _ = try client.call(EndApplication(application: driver.id))
      let past = try client.call(ListPastApplications()).elements
      #expect(past.map(\.tasks) == [counts])
      #expect(past.map(\.exitStatus) == [1])
    }
  }

  @Test func whatRunsIsListedForAsLongAsItsDriverIsConnected() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      let running = RunningAttempt(job: 1, stage: 0, partition: 6, number: 1, executor: 2, startedAt: 1000)
      #expect(try driver.calls.call(ListRunningAttempts(application: driver.id)).attempts == [])
      _ = try driver.calls.call(ReportHistory(application: driver.id, running: [running]))
      _ = try driver.calls.call(ReportHistory(application: driver.id, tasks: TaskCounts(total: 1)))
      #expect(try driver.calls.call(ListRunningAttempts(application: driver.id)).attempts == [running])
      _ = try driver.calls.call(ReportHistory(application: driver.id, running: []))
      #expect(try driver.calls.call(ListRunningAttempts(application: driver.id)).attempts == [])
      _ = try driver.calls.call(ReportHistory(application: driver.id, running: [running]))
      let again = try driver.resume(manager, holding: [])
      #expect(try again.calls.call(ListRunningAttempts(application: driver.id)).attempts == [])
      #expect(throws: ManagerError.noSuchApplication(application: 77)) {
        try again.calls.call(ListRunningAttempts(application: 77))
      }
    }
  }

  @Test func reportsThatMakeNoSenseAreRefused() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      let id = driver.id
      let wrong: [(report: ReportHistory, parameter: String)] = [
        (.init(application: id, jobs: [HistorySamples.job(id + 1, 1)], stages: [], attempts: []), "jobs"),
        (.init(application: id, jobs: [], stages: [HistorySamples.stage(id + 1, job: 1, 0)], attempts: []), "stages"),
        (.init(application: id, jobs: [], stages: [], attempts: ["?"]), "attempts"),
        (.init(application: id, tasks: TaskCounts(total: 1, succeeded: 1, failed: 1)), "tasks"),
        (.init(application: id, tasks: TaskCounts(total: -1)), "tasks"),
        (.init(application: id, tasks: TaskCounts(total: .max, succeeded: .max, failed: .max)), "tasks"),
        (.init(application: id, tasks: TaskCounts(total: 1, succeeded: .min, failed: .min)), "tasks"),
        (.init(application: id, jobs: [HistorySamples.job(id, 1 << 32)]), "jobs"),
        (.init(application: id, stages: [HistorySamples.stage(id, job: 1, 1 << 16)]), "stages"),
        (.init(application: id, running: Array(repeating: Self.running(0), count: 401)), "running"),
        (.init(application: id, running: [Self.running(-1)]), "running"),
        (.init(application: id, running: [Self.running(.max)]), "running"),
        (.init(application: id, exitStatus: 256), "exitStatus"), (.init(application: id, exitStatus: -1), "exitStatus"),
      ]
      for (report, parameter) in wrong {
        #expect(throws: ManagerError.service(.invalidParameter(parameter: parameter))) {
          try driver.calls.call(report)
        }
      }
      for number in [Int.min, -1, 1 << 53 + 1, Int.max] {
        for member in [\JobRecord.stages, \.startedAt] {
          var job = HistorySamples.job(id, 1)
          job[keyPath: member] = number
          #expect(throws: ManagerError.service(.invalidParameter(parameter: "jobs"))) {
            try driver.calls.call(ReportHistory(application: id, jobs: [job]))
          }
        }
        for member in [\StageRecord.tasks, \.failedAttempts, \.startedAt, \.inputBytes, \.spilledBytes] {
          var stage = HistorySamples.stage(id, job: 1, 0)
          stage[keyPath: member] = number
          #expect(throws: ManagerError.service(.invalidParameter(parameter: "stages"))) {
            try driver.calls.call(ReportHistory(application: id, stages: [stage]))
          }
        }
      }
      // These are strange, and mustn't do more than be strange.
      for number in [Int.min, -1, Int.max] {
        _ = try? driver.calls.call(
          ReportHistory(
            application: id, jobs: [HistorySamples.job(id, number)],
            stages: [HistorySamples.stage(id, job: number, number)], attempts: [Base64.encode([1, 2, 3, 255])]))
        _ = try? driver.calls.call(ListJobs(application: id, after: number, limit: number))
        _ = try? driver.calls.call(ListStages(application: id, job: number, after: number, limit: number))
        _ = try? driver.calls.call(
          ListAttempts(application: id, job: number, stage: number, after: number, limit: number))
        _ = try? driver.calls.call(ListAttempts(application: id, job: 1, stage: 0, after: number, limit: number))
        _ = try? driver.calls.call(ListPastExecutors(application: id, after: number, limit: number))
        _ = try driver.calls.call(ListPastApplications(after: number, limit: number))
      }
      #expect(try driver.calls.call(GetStatus()).applications == 1)
    }
  }

  private static func running(_ partition: Int) -> RunningAttempt {
    RunningAttempt(job: 1, stage: 0, partition: partition, number: 0, executor: 1, startedAt: 0)
  }

  @Test func eventsArriveInTheirOrder() throws {
    try RunningManager.with { manager in
      let watch = try FarmWatch(manager)
      var driver: TestApplication? = try TestApplication(manager)
      _ = try driver?.request(1)
      try driver?.nextGrant().send("x")
      _ = try driver?.nextEnd()
      driver = nil
      let kinds = try (0..<5).map { _ in try watch.next().kind }
      #expect(
        kinds == [.applicationRegistered, .executorsRequested, .executorStarted, .executorEnded, .applicationEnded])
    }
  }

  @Test(.enabled(if: ForeignUser.canBeMade, "only root has processes of other users"))
  func usersWatchOnlyTheirOwnApplications() throws {
    try RunningManager.with { manager in
      let user = ForeignUser()
      let watch = try FarmWatch(manager, as: user)
      let ours = try TestApplication(manager)
      let theirs = try TestApplication(manager, as: user)
      #expect(try watch.next().application == theirs.id)
      #expect(throws: ManagerError.service(.permissionDenied)) {
        try FarmWatch(manager, application: ours.id, as: user)
      }
    }
  }

  @Test func whoWatchesAndNeverReadsHurtsNobody() throws {
    try RunningManager.with { manager in
      try manager.configure("")
      // Each is named in the event of a reload: some 10 KiB.
      let dropIns = "\(manager.directory)/croftd.conf.d"
      try FileSystem.createDirectory(dropIns, mode: 0o755)
      for number in 0..<40 {
        let name = "\(number)-\(String(repeating: "x", count: 200)).conf"
        _ = try FileDescriptor.open("\(dropIns)/\(name)", flags: O_WRONLY | O_CREAT, mode: 0o644)
      }
      let watch = try FarmWatch(manager)
      let client = try TestClient(manager)
      for _ in 0..<(9 * ControlConnection.maximumOutgoingBytes / 8 / 10_000) { _ = try client.call(Reload()) }
      #expect(try client.call(GetStatus()).condition == .running)
      #expect(watch.isClosedByPeer())
    }
  }
}
