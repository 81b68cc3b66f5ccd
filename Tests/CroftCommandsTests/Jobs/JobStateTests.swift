import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct JobStateTests {
  private static func ended(
    _ end: String = "Its process ended.", status: Int? = nil, tasks: TaskCounts? = nil
  ) -> ApplicationRecord {
    var record = ApplicationRecord(id: 7, name: "n", userID: 0, queue: "default", isDetached: true, startedAt: 1000)
    (record.endedAt, record.end, record.exitStatus, record.tasks) = (2000, end, status, tasks)
    return record
  }

  @Test(arguments: [
    (ended(status: 0), JobState.succeeded), (ended(status: 1), .failed), (ended(status: 130), .cancelled),
    (ended("Its user ended it."), .cancelled), (ended("User 7 ended it.", status: 1), .cancelled),
    // There may have been more to come.
    (ended(tasks: TaskCounts(total: 2, succeeded: 2)), .ended),
    (ended("Its driver failed: it was killed.", tasks: TaskCounts(total: 2, succeeded: 2)), .failed),
    (ended(tasks: TaskCounts(total: 2, succeeded: 1, failed: 1)), .failed),
    (ended(tasks: TaskCounts(total: 2, succeeded: 1)), .ended), (ended(), .ended),
    (ended("Its driver failed: it couldn't be started."), .failed),
  ])
  func howAJobEndedIsOneWord(record: ApplicationRecord, state: JobState) {
    #expect(JobState(ofEnded: record) == state)
    let status = JobOutcome.exitStatus(of: JobSummary(record, nil))
    #expect((status == 0) == (state == .succeeded))
  }

  @Test(arguments: [
    (0, 2, false, ApplicationSummary.State.running, JobState.waiting), (1, 2, false, .running, .running),
    (0, 0, false, .running, .running), (1, 0, true, .running, .held), (1, 0, false, .disconnected, .disconnected),
    (1, 0, true, .ending, .ending),
  ])
  func whatARunningJobDoesIsOneWord(
    executors: Int, waiting: Int, isHeld: Bool, manager: ApplicationSummary.State, state: JobState
  ) {
    let application = ApplicationSummary(
      id: 7, name: "n", userID: 0, processID: 1, executors: executors, waiting: waiting, registeredAt: 0,
      directory: "/", queue: "default", state: manager, isHeld: isHeld)
    #expect(JobState(of: application) == state)
  }

  @Test func aMistypedStateGetsTheOneThatWasMeant() throws {
    #expect(try JobState.reading("Failed") == .failed)
    #expect(throws: (any Error).self) { try JobState.reading("") }
    do {
      _ = try JobState.reading("runing")
      Issue.record("it was taken")
    } catch {
      #expect("\(error)".contains("'runing' is not a job's state. Did you mean 'running'?"))
    }
  }

  @Test(arguments: [("7", 7), ("0", 0), ("007", nil), ("-1", nil), ("+7", nil), ("nightly", nil), ("7a", nil)])
  func aReferenceIsANumberOrAName(text: String, number: Int?) {
    #expect(JobReference(argument: text)?.number == number)
  }

  @Test func anEmptyReferenceIsNone() { #expect(JobReference(argument: "") == nil) }
}
