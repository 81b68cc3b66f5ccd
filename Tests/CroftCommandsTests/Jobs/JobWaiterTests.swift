import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftCommands

@Suite struct JobWaiterTests {
  private static func answer(_ history: ScriptedHistory) -> ScriptedManager.Answer {
    { call in
      guard call.method == Monitor.name else { return try history.reply(to: call) }
      let event = FarmEvent(time: 0, kind: .began, application: nil, message: "watching")
      return VarlinkReply(parameters: try JSONValue(encoding: event), continues: true)
    }
  }

  @Test(arguments: [false, true])
  func anEndThatCannotBeLookedIntoYetIsToldAgain(wasOverBefore: Bool) async throws {
    let over = ScriptedHistory.job(7)
    try await ScriptedManager.with(Self.answer(ScriptedHistory(records: [over]))) { manager in
      var (told, calls) = ([Int](), 0)
      let job = wasOverBefore ? over : ScriptedHistory.job(7, isOver: false)
      try JobWaiter(socketPath: manager.socketPath).wait(for: [job]) { record in
        calls += 1
        if calls == 1 { throw ManagerClientError(.unreachable(errno: ECONNREFUSED), socketPath: manager.socketPath) }
        told.append(record.id)
      }
      #expect(told == [7] && calls == 2)
    }
  }

  @Test func ofAJobThatTheHistoryHasDroppedNobodyKnowsTheEnd() async throws {
    try await ScriptedManager.with(Self.answer(ScriptedHistory(records: []))) { manager in
      let error = #expect(throws: JobNotFoundError.self) {
        try JobWaiter(socketPath: manager.socketPath).wait(for: [ScriptedHistory.job(7, isOver: false)]) { _ in }
      }
      #expect(error?.description.contains("job 7 isn't in the history any more") == true)
      #expect(error?.description.contains("MaxAgeSec=") == true)
    }
  }
}
