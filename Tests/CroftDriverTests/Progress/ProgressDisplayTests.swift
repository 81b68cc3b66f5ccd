import CroftLinux
import Synchronization
import Testing

@testable import CroftDriver

@Suite struct ProgressDisplayTests {
  private final class Written: Sendable {
    private let texts = Mutex<[String]>([])
    func append(_ text: String) { texts.withLock { $0.append(text) } }
    func take() -> [String] {
      texts.withLock { texts in
        defer { texts = [] }; return texts
      }
    }
  }

  private let written = Written()

  private func job(_ name: String, elapsedNanoseconds: UInt64 = 1_000_000_000) -> ProgressSnapshot {
    let stage = JobProgress.Stage(total: 4, done: 1, running: 1, failed: 0, retried: 0, isDormant: false)
    return ProgressSnapshot(
      name: name, stages: [stage], failedTasks: 0, bytes: 0, elapsedNanoseconds: elapsedNanoseconds, pace: nil)
  }

  private func terminal(columns: Int = 60) -> ProgressDisplay {
    ProgressDisplay(.terminal(write: written.append, columns: { columns }))
  }

  @Test func theCursorIsLeftWhereTheBarBegins() {
    let display = terminal()
    display.show([job("A")])
    let bar = ProgressText.bar(job("A"), columns: 59)
    #expect(written.take() == ["\r\u{1B}[J\(bar)\r"])
    display.show([job("A"), job("B")])
    #expect(written.take() == ["\r\u{1B}[J\(bar)\n\(ProgressText.bar(job("B"), columns: 59))\r\u{1B}[1A"])
  }

  @Test func aBarIsTakenAwayOnceAndOnlyIfItIsThere() {
    let display = terminal()
    display.clear()
    #expect(written.take() == [])
    display.show([job("A")])
    _ = written.take()
    display.clear()
    display.clear()
    #expect(written.take() == ["\r\u{1B}[J"])
  }

  @Test func aShortJobHasNoBar() {
    let display = terminal()
    display.show([job("A", elapsedNanoseconds: ProgressDisplay.patienceNanoseconds - 1)])
    #expect(written.take() == [])
    display.show([job("A", elapsedNanoseconds: ProgressDisplay.patienceNanoseconds)])
    #expect(written.take().count == 1)
    // Its successor begins without one.
    display.show([job("B", elapsedNanoseconds: 0)])
    #expect(written.take() == ["\r\u{1B}[J"])
  }

  @Test func jobsBeyondFourAreCounted() {
    let display = terminal()
    display.show((0..<6).map { job("J\($0)") })
    let lines = written.take()[0].split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[4] == "and 2 jobs more\r\u{1B}[4A")
  }

  @Test func aTerminalNarrowerThanAnyLineGetsTwentyColumns() {
    terminal(columns: 0).show([job("A")])
    #expect(written.take() == ["\r\u{1B}[J\(ProgressText.bar(job("A"), columns: 20))\r"])
  }

  @Test func withoutATerminalThereAreLinesAndWithoutProgressNothing() {
    ProgressDisplay(.lines(write: written.append)).show([job("A"), job("B", elapsedNanoseconds: 0)])
    #expect(written.take() == [ProgressText.line(job("A"))])
    let none = ProgressDisplay(.none)
    none.show([job("A")])
    none.clear()
    #expect(none.periodNanoseconds == nil && written.take() == [])
  }
}
