import CroftBatch
import CroftDriver
import CroftLinux
import Glibc
import Testing

@testable import CroftSubmission

@Suite struct SubmissionOutcomeTests {
  private struct Trouble: Error {}

  /// What has failed is over; what could not be run is tried again, by the driver that the manager starts next.
  @Test(
    arguments: [
      (PredecessorFailed("job 3 didn't succeed"), .tasksFailed), (Trouble(), .failed), (BatchError("x"), .failed),
      (SystemError("read", errno: EIO), .failed), (CancellationError(), .signalled(SIGTERM)),
      (JobError(.terminated, "ended"), .signalled(SIGTERM)), (JobError(.taskFailed, "x"), .tasksFailed),
      (JobError(.noExecutors, "x"), .failed), (JobError(.diskFull, "x"), .failed),
    ] as [(any Error, SubmissionOutcome.End)])
  func whatKeptTheJobFromItsEndSaysHowItEnded(error: any Error, end: SubmissionOutcome.End) {
    #expect(SubmissionOutcome(after: error).end == end)
  }

  @Test func outputThatCannotBePrintedIsTheJobsFailure() {
    var outcome = SubmissionOutcome(after: .succeeded)
    outcome.take(nil)
    #expect(outcome == SubmissionOutcome(end: .succeeded))
    outcome.take(.failed(SystemError("write", errno: ENOSPC)))
    #expect(outcome.end == .failed && outcome.problem?.contains("No space left") == true)
    outcome.take(.closed)
    #expect(outcome.exitStatus == 141)
  }
}
