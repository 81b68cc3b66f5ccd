import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc
import Synchronization
import Testing

@testable import CroftDriver

struct CountedNumbers: Job {
  var count: Int
  var body: Action<Int> { Dataset.range(0..<count, partitions: 1).count() }
}

/// A driver with a manager, and executors, that the test plays.
@Suite struct ManagedFarmTests {
  @Test func anApplicationThatIsEndedFailsItsJobsWithTheReason() async throws {
    let managed = try ManagedFarm()
    async let first = managed.error { try await $0.run(CountedNumbers(count: 1)) }
    _ = try await managed.nextReport { $0.jobs.contains { $0.outcome == nil } }
    try managed.events.send(.terminated(Termination(reason: "its user ended it")))
    #expect(await first?.code == .terminated)
    #expect(await first?.message == "the application was ended: its user ended it")
    #expect(await managed.error { try await $0.run(CountedNumbers(count: 1)) }?.code == .terminated)
    #expect(managed.farm.termination?.code == .terminated)
    // On a busy machine it has waited long enough to say so; the errors say the rest, and once is enough.
    #expect(managed.lines.filter { !$0.hasPrefix("waiting for executors") }.isEmpty)
  }

  @Test func whoWaitsForTheApplicationsTerminationHearsOfIt() async throws {
    let managed = try ManagedFarm()
    let (stream, continuation) = AsyncStream<Int>.makeStream()
    managed.farm.whenTerminated { continuation.yield(1) }
    try managed.events.send(.terminated(Termination(reason: "its user ended it")))
    var heard = stream.makeAsyncIterator()
    #expect(await heard.next() == 1)
    // Whoever comes late, too.
    managed.farm.whenTerminated { continuation.yield(2) }
    #expect(await heard.next() == 2)
  }

  @Test func tasksOfAnEarlierDriverAreCountedWithTheOthers() async throws {
    let managed = try ManagedFarm()
    let tasks = TaskCounts(total: 5, succeeded: 4, failed: 1)
    managed.farm.noteEarlier(EarlierJob(number: 9, name: "get", tasks: tasks, isReported: true))
    async let error = managed.error { try await $0.run(CountedNumbers(count: 1)) }
    let started = try await managed.nextReport { $0.tasks?.total == 6 }
    #expect(started.tasks == TaskCounts(total: 6, succeeded: 4, failed: 1))
    managed.farm.cancelAllJobs()
    #expect(await error?.code == .cancelled)
  }

  @Test func aJobWithoutExecutorsFailsWhenItsManagerStaysAway() async throws {
    let managed = try ManagedFarm { $0.managerWaitSeconds = 0.01 }
    shutdown(managed.events.socket.rawValue, CInt(SHUT_RDWR))
    let error = await managed.error { try await $0.run(CountedNumbers(count: 1)) }
    #expect(error?.code == .noExecutors)
    #expect(error?.message.contains("has been gone for") == true)
  }

  @Test func executorsThatAreWantedBackAreReleasedAndAskedForAgain() async throws {
    let managed = try ManagedFarm()
    let executor = try await managed.grantExecutor(1)
    let reason = "queue batch is owed two cores"
    let deadline = UnixTime.nowMilliseconds + 60_000
    // The hello and the notice come over two sockets, so which is first is open; the executor is idle either way.
    try managed.events.send(
      .reclaim(ReclaimNotice(count: 1, resources: ManagedFarm.size, deadline: deadline, reason: reason)))
    let release = try await managed.nextCall(ReleaseExecutor.self)
    #expect(release.executor == 1)
    // Without a job there is no work for another one; the next job asks.
    async let error = managed.error { try await $0.run(CountedNumbers(count: 1)) }
    let request = try await managed.nextCall(RequestExecutors.self)
    #expect(request.count == 1 && request.resources == ManagedFarm.size)
    managed.farm.close()
    #expect(await error?.code == .cancelled)
    withExtendedLifetime(executor) {}
  }

  @Test func whereNoLargerExecutorIsGivenOneOfTheUsualSizeIs() async throws {
    let usual = Resources(cores: 1, memoryBytes: 256 << 20)
    let managed = try ManagedFarm {
      $0.executorMemoryBytes = usual.memoryBytes
    } answering: { call in
      guard let asked = try? call.parameters.decoded(as: RequestExecutors.self), asked.resources != usual else {
        return VarlinkReply(parameters: .emptyObject)
      }
      let reason = "user 1000 may have no more"
      return ManagerError.neverFits(.init(asked: asked.resources, capacity: FakeFarm.capacity, reason: reason)).reply
    }
    let executor = try await managed.grantExecutor(1, usual)
    async let error = managed.error {
      var policy = JobPolicy()
      policy.memory = TaskMemoryPolicy(bytes: 200 << 20)
      return try await $0.runReporting(CountedNumbers(count: 1), pool: nil, policy: policy).output
    }
    try executor.fail(await executor.nextRun(), .outOfMemory)
    let larger = try await managed.nextCall(RequestExecutors.self)
    #expect(larger.resources.memoryBytes == 400 << 20)
    let second = try await managed.grantExecutor(2, usual)
    #expect(try await second.nextRun().number == 1)
    #expect(managed.lines.contains { $0.contains("no larger executors to give: user 1000 may have no more") })
    managed.farm.close()
    #expect(await error?.code == .cancelled)
  }

  @Test func anAttemptThatIsStoppedAtItsJobsDeadlineIsToldAsTimedOut() async throws {
    let managed = try ManagedFarm()
    let executor = try await managed.grantExecutor(1)
    async let error = managed.error {
      var policy = JobPolicy()
      policy.taskDeadlineNanoseconds = 1_000_000
      return try await $0.runReporting(CountedNumbers(count: 1), pool: nil, policy: policy).output
    }
    let attempt = try await executor.nextCancellation()
    try executor.fail(attempt, .cancelled)
    let report = try await managed.nextReport { !$0.attempts.isEmpty }
    let batch = try AttemptBatch(decoding: try #require(Base64.decode(report.attempts[0])))
    #expect(batch.attempts.first?.outcome == .timedOut)
    managed.farm.close()
    #expect(await error?.code == .cancelled)
  }

  @Test func theExitStatusIsToldBeforeTheProgramGoesOn() async throws {
    let managed = try ManagedFarm()
    let isNoted = Mutex(false)
    async let noted: Void = {
      await managed.farm.noteFinished(status: 3)
      isNoted.withLock { $0 = true }
    }()
    let report = try await managed.nextReport { $0.exitStatus != nil }
    #expect(report == ReportHistory(application: 5, exitStatus: 3))
    // What is only sent may be read after the program's end is seen.
    #expect(!isNoted.withLock { $0 })
    try managed.answer()
    await noted
    let word = try FileSystem.readText("\(managed.farm.scratch)/\(FinishedDriver.fileName)", maximumBytes: 100)
    #expect(FinishedDriver.status(of: word) == 3)
    // Whoever is closed has nobody to tell, and doesn't wait.
    managed.farm.close()
    await managed.farm.noteExit(status: 0)
  }

  @Test func whatRunsForASecondIsToldAndThatItHasEnded() async throws {
    let managed = try ManagedFarm()
    let executor = try await managed.grantExecutor(1)
    defer { withExtendedLifetime(executor) {} }
    let began = UnixTime.nowMilliseconds
    async let error = managed.error { farm in
      try await farm.runReporting(CountedNumbers(count: 1), pool: nil, policy: JobPolicy(), number: 3).output
    }
    let stage = try await managed.nextReport { !$0.stages.isEmpty }.stages.first
    #expect(stage?.job == 3 && stage?.tasks == 1 && stage?.endedAt == nil)
    let running = try await managed.nextReport { $0.running != nil }.running ?? []
    #expect(running.map(\.job) == [3] && running.map(\.partition) == [0] && running.map(\.executor) == [1])
    let start = try #require(running.first?.startedAt)
    #expect(abs(start - began) < 30_000 && UnixTime.nowMilliseconds - start >= 990)
    managed.farm.cancelAllJobs()
    let ended = try await managed.nextReport { $0.running != nil }
    #expect(ended.running == [] && ended.jobs.map(\.number) == [3])
    #expect(await error?.code == .cancelled)
  }

  @Test func whatAnEarlierDriverHasFinishedIsCountedAndListedUnlessItIs() async throws {
    let managed = try ManagedFarm()
    let tasks = TaskCounts(total: 4, succeeded: 4)
    managed.farm.noteEarlier(EarlierJob(number: 1, name: "get", tasks: tasks, isReported: false))
    let report = try await managed.nextReport { !$0.jobs.isEmpty }
    #expect(report.jobs.map(\.number) == [1] && report.jobs.map(\.outcome) == [.succeeded])
    #expect(report.stages.map(\.tasks) == [4] && report.tasks == tasks)
    managed.farm.noteEarlier(EarlierJob(number: 2, name: "use", tasks: tasks, isReported: true))
    let counted = try await managed.nextReport { $0.tasks?.total == 8 }
    #expect(counted.jobs.isEmpty && counted.stages.isEmpty)
  }

  @Test func jobsAndTheirEndsAreReported() async throws {
    let managed = try ManagedFarm()
    async let error = managed.error { try await $0.run(CountedNumbers(count: 1)) }
    let started = try await managed.nextReport { !$0.jobs.isEmpty }
    #expect(started.application == 5)
    #expect(started.jobs.map(\.name) == ["CountedNumbers"])
    managed.farm.cancelAllJobs()
    let ended = try await managed.nextReport { !$0.jobs.isEmpty }
    #expect(ended.jobs.map(\.outcome) == [.cancelled])
    #expect(started.tasks == TaskCounts(total: 1))
    #expect(ended.tasks == nil, "nothing of that has changed")
    #expect(await error?.code == .cancelled)
  }
}

private final class PrintedLines: Sendable {
  let all = Mutex<[String]>([])
}

/// A farm over a session whose manager is the test.
private final class ManagedFarm: Sendable {
  static let size = Resources(cores: 1, memoryBytes: 1 << 30)

  let farm: Farm
  let events: FakePeer
  /// What was printed beside errors.
  var lines: [String] { printed.all.withLock { $0 } }
  private let printed: PrintedLines
  private let calls: AsyncStream<VarlinkCall>
  private let callsPeer: FakePeer

  /// - Parameter answer: to each call; without it, none is answered.
  init(
    _ change: (inout FarmConfiguration) -> Void = { _ in },
    answering answer: (@Sendable (VarlinkCall) -> VarlinkReply)? = nil
  ) throws {
    let (eventsConnection, events) = try FakePeer.connected()
    let (callsConnection, calls) = try FakePeer.connected()
    var registered = FakeFarm.registered()
    registered.scratch = try TemporaryDirectories.create(prefix: "croft-managed-")
    try events.send(.registered(registered))
    let session = try ManagerSession.register(
      FakeFarm.registration, events: eventsConnection, calls: callsConnection,
      way: FakeFarm.way(through: FakeFarm.Door()))
    var configuration = FarmConfiguration(name: "test", executorCores: 1)
    change(&configuration)
    let printed = PrintedLines()
    self.printed = printed
    farm = try Farm(.manager(session), configuration) { line in printed.all.withLock { $0.append(line) } }
    self.events = events
    callsPeer = calls
    self.calls = try Self.calls(to: calls, answer)
  }

  /// What the driver calls, read by a thread of its own, so that no test keeps another one's thread waiting.
  private static func calls(
    to peer: FakePeer, _ answer: (@Sendable (VarlinkCall) -> VarlinkReply)?
  ) throws -> AsyncStream<VarlinkCall> {
    let (stream, continuation) = AsyncStream<VarlinkCall>.makeStream()
    _ = try NamedThread.start(name: "fake-manager") {
      var framer = VarlinkFramer()
      var buffer = [UInt8](repeating: 0, count: 64 << 10)
      while let count = try? buffer.withUnsafeMutableBytes({ try peer.socket.read(into: $0) }), count > 0 {
        framer.append(buffer.prefix(count))
        while let message = try? framer.next(), let call = try? VarlinkCall(json: JSONParser.parse(message)) {
          if let answer { try? peer.send(answer(call)) }
          continuation.yield(call)
        }
      }
      continuation.finish()
    }
    return stream
  }

  /// Answers a call that returns nothing.
  func answer() throws { try callsPeer.send(VarlinkReply(parameters: .emptyObject)) }

  deinit {
    farm.close()
    try? FileSystem.removeTree(farm.scratch)
  }

  /// The error that a body throws.
  func error(_ body: @Sendable (Farm) async throws -> Int) async -> JobError? {
    do {
      _ = try await body(farm)
      return nil
    } catch {
      return error as? JobError
    }
  }

  /// Grants the next executor that is asked for, of this size.
  func grantExecutor(_ number: Int, _ resources: Resources = size) async throws -> FakeExecutor {
    while try await nextCall(RequestExecutors.self).resources != resources {}
    let (channel, end) = try UnixSocket.pair(bufferBytes: nil)
    try events.send(.granted(FakeFarm.grant(of: number, resources)), descriptors: [channel])
    return try FakeExecutor(end)
  }

  /// Waits for the next call of this kind; other ones are passed over.
  func nextCall<Method: ManagerMethod>(_ method: Method.Type) async throws -> Method {
    for await call in calls {
      if call.method == Method.name { return try call.parameters.decoded(as: Method.self) }
    }
    throw JobError(.cancelled, "the driver has closed its connection")
  }

  /// Waits for a report that tells something, and answers those before it.
  func nextReport(where tells: (ReportHistory) -> Bool) async throws -> ReportHistory {
    while true {
      let report = try await nextCall(ReportHistory.self)
      if tells(report) { return report }
    }
  }
}
