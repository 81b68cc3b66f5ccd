import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct TaskSummaryTests {
  private static func attempt(
    _ partition: UInt32, _ number: UInt16, _ outcome: AttemptOutcome, end: AttemptEnd? = nil, error: String? = nil
  ) -> AttemptSummary {
    AttemptSummary(
      AttemptRecord(
        partition: partition, number: number, executor: 1, startMilliseconds: 1000 * Int(number + 1),
        durationMicroseconds: 2000, outcome: outcome, error: error, end: end))
  }

  private static func stage(
    tasks: Int, outcome: JobRecord.Outcome? = nil, isJobOver: Bool = false, running: RunningTasks = RunningTasks(),
    _ attempts: [AttemptSummary]
  ) -> StageTasks {
    var step = JobRecord(application: 7, number: 1, name: "build", stages: 1, startedAt: 0)
    (step.outcome, step.endedAt) = (outcome, outcome.map { _ in 5000 })
    return StageTasks(
      step, StageRecord(application: 7, job: 1, number: 0, name: "s", tasks: tasks, startedAt: 0), attempts: attempts,
      isJobOver: isJobOver, running: running)
  }

  private static func running(_ partition: Int, _ number: Int, executor: Int = 1, from start: Int) -> RunningAttempt {
    RunningAttempt(job: 1, stage: 0, partition: partition, number: number, executor: executor, startedAt: start)
  }

  private static func states(_ stage: StageTasks) -> [TaskState] {
    var states: [TaskState] = []
    stage.visit { states.append($0.state) }
    return states
  }

  @Test func theLastAttemptTellsTheStateAndAllTellTheCost() throws {
    var task = TaskSummary(step: 1, stage: 0, task: 1, state: .waiting)
    task.add(Self.attempt(0, 0, .failed, error: "it exited with status 3"))
    #expect(task.state == .failed && task.reason == "failed")
    task.add(Self.attempt(0, 1, .succeeded))
    #expect(task.state == .succeeded && task.attempts == 2 && task.error == nil && task.startedAt == 1000)
  }

  @Test func aSlowTwinThatIsCancelledChangesNothing() {
    var task = TaskSummary(step: 1, stage: 0, task: 1, state: .waiting)
    task.add(Self.attempt(0, 0, .succeeded))
    task.add(Self.attempt(0, 1, .cancelled))
    #expect(task.state == .succeeded && task.attempts == 2)
  }

  @Test func tasksWithoutAttemptsWaitUntilTheJobEnds() {
    let attempts = [Self.attempt(1, 0, .succeeded)]
    #expect(Self.states(Self.stage(tasks: 3, attempts)) == [.waiting, .succeeded, .waiting])
    #expect(Self.states(Self.stage(tasks: 2, outcome: .cancelled, attempts)) == [.cancelled, .succeeded])
  }

  @Test func whatTheEndOfItsDriverCutOffIsCancelled() {
    let stage = Self.stage(tasks: 2, isJobOver: true, [Self.attempt(1, 0, .succeeded)])
    #expect(Self.states(stage) == [.cancelled, .succeeded])
    let (step, stages) = (stage.step, [stage.stage])
    let over = StepSummary(step, stages: stages, tasks: [stage], counts: nil, isJobOver: true)
    #expect(over.state == .cancelled && over.tasks == TaskCounts(total: 2, succeeded: 1))
    #expect(StepSummary(step, stages: stages, tasks: nil, counts: nil, isJobOver: false).state == .running)
  }

  @Test func whatRunsIsToldWithItsTimeSoFar() {
    let running = RunningTasks(
      [
        Self.running(0, 0, from: 500), Self.running(1, 1, from: 4000), Self.running(2, 0, from: 4000),
        Self.running(3, 0, from: 4000),
        RunningAttempt(job: 2, stage: 0, partition: 4, number: 0, executor: 1, startedAt: 1),
        Self.running(-1, 0, from: .min), Self.running(5, 0, from: .min),
      ], nowUnixMilliseconds: 5000)
    let stage = Self.stage(
      tasks: 6, running: running,
      [
        Self.attempt(1, 0, .failed, error: "it exited with status 3"),
        // Told as running just before it was told as ended, and a slow twin.
        Self.attempt(2, 0, .failed), Self.attempt(3, 1, .succeeded),
      ])
    #expect(Self.states(stage) == [.running, .running, .failed, .succeeded, .waiting, .running])
    #expect(stage.task(0).startedAt == 500 && stage.task(0).durationMicroseconds == 4_500_000)
    #expect(stage.task(1).startedAt == 1000 && stage.task(1).durationMicroseconds == 1_000_000)
    #expect(stage.task(1).attempts == 1 && stage.task(1).error != nil)
  }

  @Test func whatAnEarlierRunFinishedCountsAsSucceeded() {
    let stage = Self.stage(tasks: 3, outcome: .failed, [Self.attempt(1, 0, .failed)])
    let counts = TaskCounts(total: 3, succeeded: 2, failed: 1)
    let noted = TaskList.noting(counts, of: [stage], isWhole: true)
    #expect(Self.states(noted[0]) == [.succeeded, .failed, .succeeded])
    let unknown = TaskList.noting(TaskCounts(total: 3, succeeded: 1, failed: 1), of: [stage], isWhole: true)
    #expect(Self.states(unknown[0]) == [.cancelled, .failed, .cancelled])
  }

  @Test func partitionsThatCannotBeAreLeftOut() {
    let stage = Self.stage(tasks: .max, [Self.attempt(.max, 0, .succeeded)])
    #expect(stage.begun.isEmpty && stage.count == StageTasks.mostTasks)
  }

  @Test(arguments: [
    (AttemptOutcome.failed, Int?(3), Int?.none, "exit:3"), (.failed, nil, 9, "signal:9"),
    (.timedOut, nil, 15, "timeout"), (.outOfMemory, nil, 9, "memory"), (.lost, nil, nil, "lost"),
    (.failed, nil, nil, ""),
  ])
  func howATaskEndedIsOneWord(outcome: AttemptOutcome, exitCode: Int?, signal: Int?, word: String) {
    var task = TaskSummary(step: 1, stage: 0, task: 1, state: .failed)
    (task.reason, task.exitCode, task.signal) = ("\(outcome)", exitCode, signal)
    #expect(TasksReport.end(of: task) == word)
  }
}
