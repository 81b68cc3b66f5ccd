import CroftBatch
import CroftProtocol
import Testing

@testable import CroftSubmission

struct UnenforcedLimitsTests {
  private static var limited: StepSettings {
    var settings = StepSettings()
    settings.memory = MemorySize("1G")
    settings.pids = 7
    return settings
  }

  private func sentence(
    _ unenforced: UnenforcedLimits, _ settings: StepSettings = limited, told: String? = nil
  ) -> String? {
    MissingLimits.sentence(about: unenforced, askedFor: [StepSettings(), settings], told: told)
  }

  @Test func whatCommandsFoundUnenforcedIsSaid() {
    #expect(sentence([]) == nil)
    #expect(sentence(.processes)?.hasPrefix("nothing here enforces --pids, ignoring: ") == true)
    #expect(sentence([.memory, .processes])?.contains("--memory and --pids") == true)
  }

  @Test func whatNobodyAskedForIsNot() { #expect(sentence([.memory, .processes], StepSettings()) == nil) }

  @Test func whatWasSaidBeforeIsNot() {
    let told = MissingLimits.sentence(["--memory"], because: "no controller")
    #expect(sentence(.memory, told: told) == nil)
    #expect(sentence([.memory, .processes], told: told)?.contains("--pids, ignoring") == true)
  }
}
