import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct DriverEnvironmentTests {
  private static let submitted = ["HOME=/h", "CROFT_MASTER=local[2]", "CROFT_ROLE=executor", "CROFT_RESUME=x"]

  @Test func theDriverLearnsWhichApplicationItGoesOnWith() {
    let variables = DriverEnvironment.variables(
      submitted: Self.submitted, application: ApplicationID(7), secret: "abc", socket: "/run/s", resume: "app-7")
    #expect(
      variables == [
        "HOME=/h", "CROFT_MASTER=unix:/run/s", "CROFT_APPLICATION=7", "CROFT_APPLICATION_SECRET=abc",
        "CROFT_RESUME=app-7",
      ])
  }
}
