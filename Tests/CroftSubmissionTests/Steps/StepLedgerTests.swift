import CroftLinux
import CroftTesting
import Testing

@testable import CroftSubmission

@Suite struct StepLedgerTests {
  @Test func endsAreFoundAgain() async throws {
    try await TemporaryDirectory.with { directory in
      var ledger = try StepLedger("\(directory)/steps")
      try ledger.note(3, succeeded: true)
      try ledger.note(1, succeeded: false)
      let again = try StepLedger("\(directory)/steps")
      #expect(again.end(of: 3) == true)
      #expect(again.end(of: 1) == false)
      #expect(again.end(of: 0) == nil)
    }
  }

  @Test func aRetryForgetsFailuresOnce() async throws {
    try await TemporaryDirectory.with { directory in
      var first = try StepLedger("\(directory)/steps")
      try first.note(0, succeeded: true)
      try first.note(1, succeeded: false)
      var retry = try StepLedger("\(directory)/steps", retryNumber: 1)
      #expect(retry.succeeded == [0] && retry.failed == [])
      try retry.note(1, succeeded: false)
      // Its driver was started again.
      let restarted = try StepLedger("\(directory)/steps", retryNumber: 1)
      #expect(restarted.retryNumber == 1 && restarted.failed == [1])
      #expect(try StepLedger("\(directory)/steps", retryNumber: 2).failed == [])
    }
  }

  @Test func aLineThatWasNotWrittenWholeIsNotThere() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/steps"
      try TestFile.write("croft-steps 1\nsucceeded 0\nsucceeded 1", to: path)
      var ledger = try StepLedger(path)
      #expect(ledger.succeeded == [0])
      try ledger.note(2, succeeded: true)
      #expect(try TestFile.read(path) == "croft-steps 1\nsucceeded 0\nsucceeded 2\n")
    }
  }

  @Test(arguments: ["croft-steps 2\n", "croft-steps 1\nsucceeded x\n", "croft-steps 1\nvanished 1\n", "\n\n"])
  func whatIsNoLedgerIsRefused(text: String) async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write(text + "succeeded 1\n", to: "\(directory)/steps")
      #expect(throws: SubmissionStoreError.self) { try StepLedger("\(directory)/steps") }
    }
  }
}
