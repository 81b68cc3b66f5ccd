import CroftDriver
import CroftProtocol
import Testing

@Suite struct DetachedApplicationTests {
  private static let complete = [
    "CROFT_APPLICATION": "7", "CROFT_APPLICATION_SECRET": "5e", "CROFT_MASTER": "unix:/run/croft/x",
  ]

  @Test func theEnvironmentTellsWhichApplicationThisIs() throws {
    let application = try #require(DetachedApplication(in: Self.complete))
    #expect(application.id == ApplicationID(7))
    #expect(application.secret == "5e")
    #expect(application.socketPath == "/run/croft/x")
  }

  /// An executor has the number alone.
  @Test(
    arguments: [
      ("CROFT_APPLICATION", nil), ("CROFT_APPLICATION_SECRET", nil), ("CROFT_MASTER", nil), ("CROFT_APPLICATION", "x"),
      ("CROFT_APPLICATION_SECRET", ""), ("CROFT_MASTER", "local[2]"), ("CROFT_MASTER", "nonsense"),
    ] as [(String, String?)])
  func whatIsIncompleteTellsNothing(name: String, value: String?) {
    var environment = Self.complete
    environment[name] = value
    #expect(DetachedApplication(in: environment) == nil)
  }
}
