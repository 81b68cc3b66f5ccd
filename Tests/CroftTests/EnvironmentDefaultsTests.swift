import CroftDriver
import CroftProtocol
import Testing

@testable import Croft

@Suite struct EnvironmentDefaultsTests {
  @Test func theEnvironmentSaysWhatTheProgramLeavesOpen() {
    let defaults = EnvironmentDefaults(["CROFT_QUEUE": "batch", "CROFT_RESUME": "app-7", "CROFT_NAME": "nightly"])
    let configuration = defaults.complete(FarmConfiguration(name: "test"))
    #expect(configuration.queue == "batch")
    #expect(configuration.resumeID == "app-7")
    #expect(defaults.name == "nightly")
  }

  @Test func whatTheProgramSaysComesFirstAndNothingIsNoName() {
    var configuration = FarmConfiguration(name: "test")
    configuration.queue = "mine"
    let completed = EnvironmentDefaults(["CROFT_QUEUE": "batch", "CROFT_RESUME": ""]).complete(configuration)
    #expect(completed.queue == "mine")
    #expect(completed.resumeID == nil)
  }

  @Test func theSecretIsForTheManagerThatGaveIt() {
    let variables = [
      "CROFT_APPLICATION": "7", "CROFT_APPLICATION_SECRET": "5e", "CROFT_MASTER": "unix:/run/croft/x",
    ]
    let defaults = EnvironmentDefaults(variables)
    #expect(defaults.detachedApplication(at: "/run/croft/x")?.id == ApplicationID(7))
    #expect(defaults.detachedApplication(at: "/run/croft/y") == nil)
  }

  @Test func executorsDoNotSeeTheSecret() {
    let variables = ["A=1", "CROFT_APPLICATION_SECRET=5e", "CROFT_APPLICATION=7"]
    #expect(EnvironmentDefaults.forExecutors(variables) == ["A=1", "CROFT_APPLICATION=7"])
  }
}
