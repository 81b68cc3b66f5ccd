import CroftDriver
import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct JobDirectoryTests {
  /// User 7 looks for jobs of users 7, 8 and 9.
  private func number(of text: String, toActOn isToActOn: Bool = false) async throws -> Int {
    let history = ScriptedHistory(records: [
      ScriptedHistory.job(1, "nightly", userID: 7), ScriptedHistory.job(2, "nightly", userID: 8),
      ScriptedHistory.job(3, "report", userID: 8), ScriptedHistory.job(4, "report", userID: 9),
      ScriptedHistory.job(5, "clean", userID: 8), ScriptedHistory.job(6, "cleaner", userID: 7),
    ])
    return try await ScriptedManager.with({ try history.reply(to: $0) }) { manager in
      let directory = JobDirectory(client: try ManagerClient(socketPath: manager.socketPath), userID: 7)
      let reference = try #require(JobReference(argument: text))
      return try directory.record(of: reference, toActOn: isToActOn).id
    }
  }

  @Test(arguments: [("nightly", 1), ("night", 1), ("report", 4), ("clean", 5), ("cleane", 6), ("cle", 6)])
  func theCallersOwnJobComesFirst(text: String, id: Int) async throws {
    #expect(try await number(of: text) == id)
  }

  @Test func whatIsDoneToAJobIsNotDoneToWhoeversIsNewest() async throws {
    #expect(try await number(of: "nightly", toActOn: true) == 1)
    #expect(try await number(of: "clean", toActOn: true) == 5)
    do {
      _ = try await number(of: "report", toActOn: true)
      Issue.record("it was taken")
    } catch {
      #expect("\(error)".contains("'report' is what several users call a job, 4 ("), "\(error)")
      #expect("\(error)".contains(", 3 ("), "\(error)")
    }
  }
}
