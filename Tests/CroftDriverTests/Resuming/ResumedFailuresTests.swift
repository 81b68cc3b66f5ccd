import CroftDataset
import CroftLinux
import CroftProtocol
import Testing

@testable import CroftDriver

/// A job of four tasks, of which an earlier driver had given up some.
@Suite struct ResumedFailuresTests {
  private final class Taken {
    var results: [Int] = []
    var failures: [UInt32] = []
  }

  private static func failure(_ partition: Int, attempt: Int = 1) -> ExhaustedTask {
    ExhaustedTask(
      attempt: TaskAttempt(task: TaskID(job: JobID(9), stage: 0, partition: partition), number: attempt), attempts: 2,
      failure: TaskFailure(kind: .userError, errorType: "Oops", message: "it broke"))
  }

  private static func success(_ partition: Int) -> TaskSuccess {
    TaskSuccess(
      attempt: TaskAttempt(task: TaskID(job: JobID(9), stage: 0, partition: partition), number: 3), runNanoseconds: 5,
      result: .inline([1]))
  }

  private func begin(
    _ maxFailures: FailureTolerance, failures: [ExhaustedTask], successes: [TaskSuccess] = [],
    of lineage: LineageNode = Dataset.range(0..<4, partitions: 4).count().lineage
  ) throws -> (JobExecution, Taken) {
    let taken = Taken()
    let plan = try JobPlan(endingAt: lineage, startsSmall: false, services: InputListing(parallelism: 1))
    let definition = JobDefinition(
      id: JobID(1), typeName: "", value: [], lineage: [], partitionCounts: [], scratch: "/", directory: "/",
      output: "")
    var policy = JobPolicy()
    policy.maxFailures = maxFailures
    let execution = try JobExecution(
      definition, name: "job", pool: PoolPolicy.defaultPool, policy: policy, startNanoseconds: 0, plan: plan,
      output: nil,
      collect: { _, partition in
        taken.results.append(partition)
        return false
      },
      collectFailure: {
        taken.failures.append($0.attempt.task.partition)
        return false
      })
    try execution.begin(nil, from: Self.journaled(failures, successes))
    return (execution, taken)
  }

  /// What a journal holds that tells of these.
  private static func journaled(
    _ failures: [ExhaustedTask], _ successes: [TaskSuccess]
  ) throws -> JobJournal.Contents {
    let directory = try TemporaryDirectories.create(prefix: "croft-resumed-")
    defer { try? FileSystem.removeTree(directory) }
    var contents = JobJournal.Contents()
    let journal = try JobJournal(in: directory, identity: [1], contents: &contents)
    for failure in failures { journal.append(failure) }
    for success in successes { journal.append(success) }
    try journal.flush()
    _ = try JobJournal(in: directory, identity: [1], contents: &contents)
    return contents
  }

  @Test func theirFailuresStand() throws {
    let (execution, taken) = try begin(.upTo(2), failures: [Self.failure(2), Self.failure(0)])
    #expect(taken.failures == [0, 2])
    #expect(execution.shape.stages[0].finished == [0: 1, 2: 1])
    #expect(execution.shape.stages[0].failedCount == 2)
    #expect(execution.accounts[0].failedTasks == 2)
    #expect(execution.resumedTasks == 2)
    #expect(!execution.isComplete)
    let resumed = ResumedTasks(of: execution)
    #expect(resumed.partitions == [0, 2] && resumed.failedCount == 2)
  }

  @Test func whatIsResumedCountsAsWhatBecameOfIt() throws {
    let (execution, _) = try begin(.upTo(2), failures: [Self.failure(2)], successes: [0, 1].map(Self.success))
    #expect(execution.taskCounts == TaskCounts(total: 4, succeeded: 2, failed: 1))
    let oneTasks = JobError(.taskFailed, "it broke", stage: 0, partition: 3)
    #expect(execution.taskCounts(after: .failure(oneTasks)) == TaskCounts(total: 4, succeeded: 2, failed: 2))
    let nobodys = JobError(.cancelled, "cancelled")
    #expect(execution.taskCounts(after: .failure(nobodys)) == execution.taskCounts)
    let (complete, _) = try begin(.unlimited, failures: [], successes: (0..<4).map(Self.success))
    #expect(complete.taskCounts(after: .success(())) == TaskCounts(total: 4, succeeded: 4))
  }

  @Test func aTaskThatOthersReadIsNotCountedWhenItsFailureFailsTheJob() throws {
    let sums = Dataset.range(0..<4, partitions: 4).map { ($0 % 2, $0) }.reduceByKey(+, partitions: 2).count()
    let (execution, _) = try begin(.none, failures: [], of: sums.lineage)
    #expect(execution.taskCounts == TaskCounts(total: 2))
    let maps = JobError(.mapOutputsLost, "its output was lost 8 times", stage: 0, partition: 1)
    #expect(execution.taskCounts(after: .failure(maps)) == TaskCounts(total: 2))
    let results = JobError(.taskFailed, "it broke", stage: 1, partition: 1)
    #expect(execution.taskCounts(after: .failure(results)) == TaskCounts(total: 2, failed: 1))
  }

  @Test func aJobOfWhichNothingIsLeftIsComplete() throws {
    let (execution, _) = try begin(
      .unlimited, failures: [Self.failure(0)], successes: (1..<4).map(Self.success))
    #expect(execution.isComplete)
    #expect(execution.accounts[0].failedTasks == 1)
  }

  @Test(arguments: [FailureTolerance.none, .upTo(1)])
  func moreThanMayFailNowAreTriedAgain(maxFailures: FailureTolerance) throws {
    let (execution, taken) = try begin(maxFailures, failures: [Self.failure(0), Self.failure(2)])
    #expect(taken.failures == [])
    #expect(execution.shape.stages[0].finished == [:])
    #expect(execution.shape.stages[0].failedCount == 0)
  }

  @Test func aTaskThatSucceededWhenItWasTriedAgainHasNotFailed() throws {
    let (execution, taken) = try begin(.unlimited, failures: [Self.failure(1)], successes: [Self.success(1)])
    #expect(taken.failures == [] && taken.results == [1])
    #expect(execution.accounts[0].failedTasks == 0)
    #expect(execution.resumedTasks == 1)
  }

  @Test func ofSeveralFailuresOfATaskTheLastCounts() throws {
    let (execution, taken) = try begin(.upTo(1), failures: [Self.failure(1), Self.failure(1, attempt: 5)])
    #expect(taken.failures == [1])
    #expect(execution.shape.stages[0].finished == [1: 5])
  }

  @Test func failuresOfTasksThatThereAreNotMeanNothing() throws {
    let (execution, taken) = try begin(.unlimited, failures: [Self.failure(4), Self.failure(1 << 20)])
    #expect(taken.failures == [] && execution.resumedTasks == 0)
  }
}
