import Logging
import Testing

@testable import CroftSystemd

@Suite struct LogThresholdTests {
  @Test(arguments: Logger.Level.allCases)
  func everyLevelIsKept(level: Logger.Level) {
    #expect(LogThreshold(level).level == level)
  }

  @Test func aChangeCountsForLoggersThatAreThereAlready() {
    let threshold = LogThreshold(.warning)
    let handlers: [any LogHandler] = [
      JournalLogHandler(identifier: "test", threshold: threshold), StandardErrorLogHandler(threshold: threshold),
    ]
    #expect(handlers.map(\.logLevel) == [.warning, .warning])
    threshold.level = .debug
    #expect(handlers.map(\.logLevel) == [.debug, .debug])
  }

  @Test func aLoggerMayHaveALevelOfItsOwn() {
    let threshold = LogThreshold(.warning)
    var handler = StandardErrorLogHandler(threshold: threshold)
    handler.logLevel = .error
    threshold.level = .debug
    #expect(handler.logLevel == .error)
  }
}
