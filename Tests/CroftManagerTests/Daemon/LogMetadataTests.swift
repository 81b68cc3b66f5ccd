import CroftProtocol
import Logging
import Testing

@testable import CroftManager

@Suite struct LogMetadataTests {
  @Test(arguments: [
    (ExecutorEnd.Reason.exited, Int?(0), JournalMessageID.executorEnded), (.exited, 1, .executorLost),
    (.exited, nil, .executorEnded), (.signalled, 9, .executorLost), (.spawnFailed, nil, .executorLost),
    (.outOfMemory, 9, .executorOutOfMemory),
    (.released, 0, .executorEnded), (.reclaimed, 9, .executorEnded), (.stopped, 15, .executorEnded),
  ])
  func anEndThatNobodyAskedForIsAWarning(reason: ExecutorEnd.Reason, code: Int?, expected: JournalMessageID) {
    let kind = JournalMessageID(ExecutorEnd(executor: 1, reason: reason, code: code, message: ""))
    #expect(kind == expected)
    #expect(kind.level == (expected == .executorEnded ? .info : .warning))
  }

  @Test func everyEventButAWatchersOwnIsAnEntry() {
    let kinds = FarmEvent.Kind.allCases.filter { $0 != .began }
    #expect(kinds.allSatisfy { $0.messageID != nil })
    #expect(FarmEvent.Kind.began.messageID == nil)
  }
}
