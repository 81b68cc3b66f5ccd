import CroftBatch
import CroftDriver
import CroftProtocol
import Testing

@testable import CroftSubmission

@Suite struct JobPolicyStepTests {
  private static func policy(_ change: (inout StepSettings) -> Void) throws -> JobPolicy {
    var settings = StepSettings()
    change(&settings)
    let farm = Resources(cores: 4, memoryBytes: 8 << 30)
    return JobPolicy(settings, try TaskResources(settings, of: farm, isEnforced: true), priority: 0)
  }

  @Test func aCommandsOwnTimeIsOverBeforeItsDrivers() throws {
    let policy = try Self.policy {
      $0.timeoutMilliseconds = 60_000
      $0.graceMilliseconds = 20_000
    }
    #expect(policy.taskDeadlineNanoseconds == 90_000_000_000)
    #expect(policy.stopGraceNanoseconds == 25_000_000_000)
  }

  @Test func withoutATimeoutOnlyStoppingHasATime() throws {
    let policy = try Self.policy { _ in }
    #expect(policy.taskDeadlineNanoseconds == nil)
    #expect(policy.stopGraceNanoseconds == 8_000_000_000, "three seconds, and five for the executor")
  }

  /// Each class of failures has its own limit, and none is reached because of the others.
  @Test func asManyRetriesAsThereMayBeAreTried() throws {
    let retry = try #require(try Self.policy { $0.retries = 1000 }.retry)
    #expect(retry.maxAttempts == 1001)
    #expect(retry.maxTries > retry.maxAttempts + retry.maxTimeouts + retry.maxOutOfMemory)
    #expect(retry.maxTries <= Int(UInt16.max), "attempts' numbers have no more bits")
  }
}
