import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

@testable import CroftSubmission

@Suite struct StepLedgerTests {
  private static let one = TaskCounts(total: 1, succeeded: 1)

  @Test func endsAreFoundAgain() async throws {
    try await TemporaryDirectory.with { directory in
      var ledger = try StepLedger("\(directory)/steps")
      try ledger.note(3, succeeded: true, TaskCounts(total: 2, succeeded: 2))
      try ledger.note(1, succeeded: false, TaskCounts(total: 4, succeeded: 1, failed: 3))
      let again = try StepLedger("\(directory)/steps")
      #expect(again.end(of: 3) == true)
      #expect(again.end(of: 1) == false)
      #expect(again.end(of: 0) == nil)
      #expect(
        again.counts == [3: TaskCounts(total: 2, succeeded: 2), 1: TaskCounts(total: 4, succeeded: 1, failed: 3)])
    }
  }

  @Test func aRetryForgetsFailuresOnce() async throws {
    try await TemporaryDirectory.with { directory in
      var first = try StepLedger("\(directory)/steps")
      try first.note(0, succeeded: true, Self.one)
      try first.note(1, succeeded: false, TaskCounts(total: 1, failed: 1))
      var retry = try StepLedger("\(directory)/steps", retryNumber: 1)
      #expect(retry.succeeded == [0] && retry.failed == [])
      #expect(retry.counts == [0: Self.one])
      try retry.note(1, succeeded: false, TaskCounts(total: 1, failed: 1))
      // Its driver was started again.
      let restarted = try StepLedger("\(directory)/steps", retryNumber: 1)
      #expect(restarted.retryNumber == 1 && restarted.failed == [1])
      #expect(try StepLedger("\(directory)/steps", retryNumber: 2).failed == [])
    }
  }

  @Test func aLineThatWasNotWrittenWholeIsNotThere() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/steps"
      try TestFile.write("croft-steps 2\nsucceeded 0 1 1 0\nsucceeded 1 1 1", to: path)
      var ledger = try StepLedger(path)
      #expect(ledger.succeeded == [0])
      try ledger.note(2, succeeded: true, Self.one)
      #expect(try TestFile.read(path) == "croft-steps 2\nsucceeded 0 1 1 0\nsucceeded 2 1 1 0\n")
    }
  }

  @Test(arguments: [
    "croft-steps 1\n", "croft-steps 2\nsucceeded x 1 1 0\n", "croft-steps 2\nsucceeded 1\n",
    "croft-steps 2\nvanished 1\n", "\n\n",
  ])
  func whatIsNoLedgerIsRefused(text: String) async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write(text + "succeeded 1 1 1 0\n", to: "\(directory)/steps")
      #expect(throws: SubmissionStoreError.self) { try StepLedger("\(directory)/steps") }
    }
  }
}
