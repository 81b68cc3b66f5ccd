import CroftProtocol
import CroftTesting
import Testing

@testable import CroftCommands

@Suite struct JobActionReportTests {
  @Test(arguments: [([], "cancelled 7 (n)\n"), (["--quiet"], "7\n")])
  func whatWasDoneIsToldAlsoWhenTheManagerGoesAway(options: [String], text: String) async throws {
    let history = ScriptedHistory(records: [
      ScriptedHistory.job(7, isOver: false), ScriptedHistory.job(8, isOver: false),
    ])
    try await ScriptedManager.with({ call in
      guard call.method == EndApplication.name else { return try history.reply(to: call) }
      let application = try call.parameters.decoded(as: EndApplication.self).application
      return application == 7 ? try .returning(EmptyReply()) : nil
    }) { manager in
      let result = try await ChildProcess.run(
        ProgramFinder.path(of: "croft"), ["cancel", "7", "8"] + options,
        environment: ["CROFT_MASTER": "unix:\(manager.socketPath)"])
      #expect(!result.succeeded)
      #expect(result.standardOutput == text)
      #expect(result.standardError.contains("closed the connection"), "\(result.standardError)")
    }
  }
}
