import Croft
import CroftDriver
import Testing

/// Several jobs at once, and their cancellation. One test at a time: they share what holds their tasks.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ConcurrentJobTests {
  @Test func jobsRunAtOnceAndKeepTheirResultsApart() async throws {
    try await LocalFarm.with(slots: 2) { farm in
      try await withThrowingTaskGroup(of: (Int, [Int]).self) { group in
        for number in 1...20 {
          group.addTask { (number, try await farm.run(First(count: number, partitions: 3, limit: 100))) }
        }
        for try await (number, result) in group { #expect(result == Array(0..<number)) }
      }
    }
  }

  @Test func secondJobNeedNotWaitForTheFirst() async throws {
    try await LocalFarm.with(slots: 2) { farm in
      let first = _Concurrency.Task { try await farm.run(HeldJob(number: 1)) }
      try await HeldJob.expectBegun(1)
      let second = _Concurrency.Task { try await farm.run(HeldJob(number: 2)) }
      try await HeldJob.expectBegun(2)
      for number in 1...2 { HeldJob.release(number) }
      let counts = try await [first.value, second.value]
      #expect(counts == [1, 1])
    }
  }

  @Test func coresThatATaskTakesAreNoSlotsForOthers() async throws {
    var configuration = FarmConfiguration(name: "test")
    configuration.coresPerTask = 2
    let farm = try Farm.connect(master: "local[5]", configuration) { _ in }
    defer { farm.close() }
    #expect(await farm.executors().map(\.slots) == [2])
    #expect(try await farm.run(OddCount(count: 10)) == 5)
  }

  @Test func cancellingTheSurroundingTaskCancelsTheJob() async throws {
    try await LocalFarm.with { farm in
      let work = _Concurrency.Task { try await farm.run(HeldJob(number: 3)) }
      try await HeldJob.expectBegun(3)
      work.cancel()
      #expect(await outcome(of: work) == .cancelled)
      HeldJob.release(3)
      let count = try await farm.run(OddCount(count: 10))
      #expect(count == 5)
    }
  }

  @Test func jobOfATaskThatIsCancelledAlreadyDoesNotRun() async throws {
    try await LocalFarm.with { farm in
      let work = _Concurrency.Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await farm.run(EndlessJob())
      }
      #expect(await outcome(of: work) == .cancelled)
    }
  }

  @Test func allJobsCanBeCancelledAtOnce() async throws {
    try await LocalFarm.with(slots: 2) { farm in
      let first = _Concurrency.Task { try await farm.run(HeldJob(number: 5)) }
      try await HeldJob.expectBegun(5)
      let second = _Concurrency.Task { try await farm.run(HeldJob(number: 6)) }
      try await HeldJob.expectBegun(6)
      farm.cancelAllJobs()
      #expect(await outcome(of: first) == .cancelled)
      #expect(await outcome(of: second) == .cancelled)
      for number in 5...6 { HeldJob.release(number) }
    }
  }

  @Test func closingTheFarmCancelsWhatRuns() async throws {
    try await LocalFarm.with { farm in
      let job = _Concurrency.Task { try await farm.run(HeldJob(number: 7)) }
      try await HeldJob.expectBegun(7)
      farm.close()
      #expect(await outcome(of: job) == .cancelled)
      HeldJob.release(7)
    }
  }

  @Test func nothingRunsOnAFarmThatIsClosed() async throws {
    let farm = try Farm.connect(master: "local", FarmConfiguration(name: "closed"))
    farm.close()
    let error = await #expect(throws: JobError.self) { try await farm.run(AwkwardJobs.Nested()) }
    #expect(error?.code == .cancelled)
    #expect(await farm.executors().isEmpty)
  }

  private func outcome(of job: _Concurrency.Task<Int, any Error>) async -> JobError.Code? {
    await jobError { _ = try await job.value }?.code
  }
}
