import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct RegistrationBoundsTests {
  private func refusal(arguments: Int = 1, environment: [String] = [], kept: Int = 0) -> ManagerError? {
    let parameters: JSONValue = [
      "arguments": .array(Array(repeating: "a", count: arguments)),
      "environment": .array(environment.map { .string($0) }),
    ]
    do throws(ManagerError) {
      try RegistrationBounds.check(parameters, kept: kept)
      return nil
    } catch {
      return error
    }
  }

  @Test func anOrdinaryRegistrationPasses() {
    #expect(refusal(environment: ["A=b", "C=d"]) == nil)
    #expect(RegistrationBounds.byteCount(["A=b", "C=d"]) == 8)
  }

  @Test func argumentsAndBytesOfEnvironmentAreBounded() {
    #expect(
      refusal(arguments: RegistrationBounds.maximumArguments + 1)
        == .tooMany(what: "arguments", limit: RegistrationBounds.maximumArguments))
    let long = "A=" + String(repeating: "b", count: RegistrationBounds.maximumEnvironmentBytes)
    #expect(
      refusal(environment: [long])
        == .tooMany(what: "bytes of environment", limit: RegistrationBounds.maximumEnvironmentBytes))
  }

  @Test func allApplicationsOfAUserTogetherAreBounded() {
    let limit = RegistrationBounds.maximumKeptBytesPerUser
    #expect(refusal(environment: ["A=b"], kept: limit - 4) == nil)
    #expect(refusal(environment: ["A=b"], kept: limit - 3) != nil)
  }

  @Test func otherShapesAreLeftToTheDecoder() throws {
    try RegistrationBounds.check(["arguments": 7, "environment": [1, "A=b"]], kept: 0)
    try RegistrationBounds.check(.emptyObject, kept: 0)
  }
}
