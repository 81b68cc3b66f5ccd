import CroftDriver
import CroftProtocol
import Synchronization
import Testing

@testable import CroftCommands

@Suite struct JobSelectionTests {
  /// - Parameter running: those of the records that run.
  private func select(
    _ selection: JobSelection, from records: [ApplicationRecord]
  ) async throws -> (ids: [Int], hasMore: Bool, calls: Int) {
    let calls = Mutex(0)
    let history = ScriptedHistory(records: records)
    let running = records.filter { $0.endedAt == nil }.map { record in
      ApplicationSummary(
        id: record.id, name: record.name, userID: record.userID, processID: 1, executors: 1, waiting: 0,
        registeredAt: 0, directory: "/", queue: record.queue, state: .running, isHeld: nil)
    }
    return try await ScriptedManager.with({ call in
      if call.method == ListApplications.name {
        return try .returning(ListApplications.Reply(applications: running))
      }
      calls.withLock { $0 += 1 }
      return try history.reply(to: call)
    }) { manager in
      let (jobs, hasMore) = try selection.jobs(of: ManagerClient(socketPath: manager.socketPath))
      return (jobs.map(\.id), hasMore, calls.withLock { $0 })
    }
  }

  private static let some = [
    ScriptedHistory.job(1, userID: 7, isOver: false), ScriptedHistory.job(2, userID: 8),
    ScriptedHistory.job(3, userID: 7), ScriptedHistory.job(4, userID: 7),
    ScriptedHistory.job(5, userID: 8, isOver: false),
  ]

  @Test func olderOnesAreToldOfAlsoBeforeOneThatRuns() async throws {
    let (ids, hasMore, _) = try await select(JobSelection(limit: 1), from: Self.some)
    #expect(ids == [5, 4, 1] && hasMore)
  }

  @Test func aUsersListEndsWithTheirOwn() async throws {
    var records = (10...1500).map { ScriptedHistory.job($0, userID: 7) }
    records.append(ScriptedHistory.job(1501, userID: 8, isOver: false))
    let (ids, hasMore, calls) = try await select(JobSelection(limit: 2, userID: 7), from: records)
    #expect(ids == [1500, 1499] && hasMore && calls == 1)
  }

  @Test func whatIsRareIsLookedForInLongPages() async throws {
    var records = (1...450).map { ScriptedHistory.job($0) }
    records[0].exitStatus = 1
    let (ids, hasMore, calls) = try await select(JobSelection(limit: 1, states: [.failed]), from: records)
    #expect(ids == [1] && !hasMore && calls == 5)
  }

  @Test func anyLimitIsTaken() async throws {
    let (ids, hasMore, _) = try await select(JobSelection(limit: .max), from: Self.some)
    #expect(ids == [5, 4, 3, 2, 1] && !hasMore)
  }
}
