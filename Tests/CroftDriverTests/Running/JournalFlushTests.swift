import CroftDataset
import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

@testable import CroftDriver

/// A driver's turns, taken by the test, and what is on disk after them.
@Suite struct JournalFlushTests {
  /// A loop with one executor of two slots, and a job of two tasks.
  private static func begin(_ maxFailures: FailureTolerance, in directory: String) throws -> DriverLoop {
    let loop = try DriverLoop(
      ApplicationID(1), FarmConfiguration(name: "test"), scratch: directory, progress: .none, log: { _ in })
    loop.scheduler.executorGranted(ExecutorID(1), slots: 2, memoryBytes: 1)
    loop.scheduler.executorReady(ExecutorID(1))
    let plan = try JobPlan(
      endingAt: Dataset.range(0..<2, partitions: 2).count().lineage, startsSmall: false,
      services: InputListing(parallelism: 2))
    let definition = JobDefinition(
      id: JobID(1), typeName: "", value: [], lineage: [], partitionCounts: [], scratch: directory,
      directory: directory, output: "")
    var policy = JobPolicy()
    policy.maxFailures = maxFailures
    let execution = try JobExecution(
      definition, name: "job", pool: PoolPolicy.defaultPool, policy: policy, startNanoseconds: 0, plan: plan,
      output: nil, collect: { _, _ in false }, collectFailure: { _ in false })
    var past = JobJournal.Contents()
    let journal = try JobJournal(in: "\(directory)/job", identity: [1], contents: &past)
    try execution.begin(journal, from: past)
    loop.executions[execution.id] = execution
    loop.scheduler.submit(execution.id, execution.shape, policy: policy)
    loop.turn()
    return loop
  }

  private static func fail(_ attempt: TaskAttempt, _ loop: DriverLoop) {
    loop.scheduler.failed(
      attempt, on: ExecutorID(1), TaskFailure(kind: .permanent, errorType: "Oops", message: "it broke"),
      atNanoseconds: MonotonicTime.nowNanoseconds)
  }

  private static func failures(in directory: String) throws -> [TaskAttempt] {
    var contents = JobJournal.Contents()
    _ = try JobJournal(in: "\(directory)/job", identity: [1], contents: &contents)
    return contents.failures.map(\.attempt)
  }

  @Test func aTaskThatIsGivenUpIsOnDiskWhenTheTurnEnds() async throws {
    try await TemporaryDirectory.with { directory in
      let loop = try Self.begin(.unlimited, in: directory)
      Self.fail("1.0.0#0", loop)
      loop.turn()
      #expect(try Self.failures(in: directory) == ["1.0.0#0"])
    }
  }

  @Test func soIsOneWhoseJobFailsInTheSameTurn() async throws {
    try await TemporaryDirectory.with { directory in
      let loop = try Self.begin(.upTo(1), in: directory)
      Self.fail("1.0.0#0", loop)
      Self.fail("1.0.1#0", loop)
      loop.turn()
      #expect(loop.executions.isEmpty)
      #expect(try Self.failures(in: directory) == ["1.0.0#0"])
    }
  }
}
