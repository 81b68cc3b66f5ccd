import Croft
import CroftDriver
import CroftProtocol
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct FailureToleranceTests {
  private static func policy(_ maxFailures: FailureTolerance) -> JobPolicy {
    var policy = JobPolicy()
    policy.maxFailures = maxFailures
    policy.retry = RetryPolicy()
    policy.retry!.maxAttempts = 2
    policy.retry!.firstDelayNanoseconds = 1000
    return policy
  }

  @Test func theResultAndTheReportTellOfTasksThatFailed() async throws {
    let lines = Lines()
    let (outcomes, report) = try await LocalFarm.with(log: lines) {
      try await $0.runReporting(Outcomes(count: 6), pool: nil, policy: Self.policy(.unlimited))
    }
    let failed = "userError in 2: CroftTests.Unlucky"
    #expect(outcomes == ["0", "1", failed, "3", "4", failed])
    #expect(report.stages.map(\.failedTasks) == [2])
    #expect(report.stages.map(\.tasks) == [6])
    #expect(report.failures.errors == 5)
    #expect(lines.all.count { $0.contains("has failed after 2 attempts, and the job goes on") } == 2)
  }

  @Test func oneMoreThanMayFailsTheJob() async {
    let error = await jobError {
      _ = try await LocalFarm.with {
        try await $0.runReporting(Outcomes(count: 6), pool: nil, policy: Self.policy(.upTo(1)))
      }
    }
    #expect(error?.code == .taskFailed)
    #expect(error?.message.hasPrefix("2 tasks have failed, which is more than may") == true)
  }

  @Test func theObserverHearsOfEachTaskThatIsFinished() async throws {
    let notices = Mutex<[TaskEndNotice]>([])
    _ = try await LocalFarm.with {
      try await $0.runReporting(Outcomes(count: 6), pool: nil, policy: Self.policy(.unlimited)) { notice in
        notices.withLock { $0.append(notice) }
      }
    }
    let heard = notices.withLock { $0 }.sorted { $0.partition < $1.partition }
    #expect(heard.map(\.partition) == [0, 1, 2, 3, 4, 5])
    #expect(heard.map(\.attempt.number) == [1, 0, 1, 0, 0, 1])
    #expect(heard.map { $0.failure?.kind } == [nil, nil, .userError, nil, nil, .userError])
  }

  @Test func theObserverHearsOfTheFailureThatWasTooMuch() async {
    let failed = Mutex<Set<Int>>([])
    _ = await jobError {
      _ = try await LocalFarm.with {
        try await $0.runReporting(Outcomes(count: 6), pool: nil, policy: Self.policy(.upTo(1))) { notice in
          if notice.failure != nil { failed.withLock { _ = $0.insert(notice.partition) } }
        }
      }
    }
    #expect(failed.withLock { $0 } == [2, 5])
  }

  @Test func anActionThatNeedsEveryTaskIsRefusedAtOnce() async {
    let error = await jobError {
      _ = try await LocalFarm.with {
        try await $0.runReporting(SquareCounts(count: 10), pool: nil, policy: Self.policy(.upTo(1)))
      }
    }
    #expect(error?.code == .invalidJob)
    #expect(error?.message.contains("has no result if tasks fail") == true)
  }
}
