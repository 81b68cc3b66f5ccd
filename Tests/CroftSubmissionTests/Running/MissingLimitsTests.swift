import CroftBatch
import CroftDriver
import CroftProtocol
import Testing

@testable import CroftSubmission

@Suite struct MissingLimitsTests {
  private func sentence(_ command: JobStep.Command) throws -> String? {
    var settings = StepSettings()
    settings.memory = MemorySize("1G")
    let submission = try Submission(
      name: "trial", environment: [], directory: "/", step: SubmissionStep(command: command, settings: settings))
    return try MissingLimits.sentence(about: submission, on: .local(slots: 1))
  }

  @Test func aLimitThatNothingEnforcesIsTold() throws {
    #expect(try sentence(.shell("true"))?.contains("--memory") == true)
  }

  @Test func whatAnApplicationAsksForIsForItsOwnExecutors() throws {
    #expect(try sentence(.application(["report"])) == nil)
  }
}
