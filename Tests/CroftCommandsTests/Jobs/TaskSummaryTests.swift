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
    tasks: Int, outcome: JobRecord.Outcome? = nil, _ attempts: [AttemptSummary]
  ) -> StageTasks {
    var step = JobRecord(application: 7, number: 1, name: "build", stages: 1, startedAt: 0)
    (step.outcome, step.endedAt) = (outcome, outcome.map { _ in 5000 })
    return StageTasks(
      step, StageRecord(application: 7, job: 1, number: 0, name: "s", tasks: tasks, startedAt: 0), attempts: attempts)
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
