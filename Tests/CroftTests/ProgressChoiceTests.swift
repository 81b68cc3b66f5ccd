import CroftDriver
import Testing

@testable import Croft

@Suite struct ProgressChoiceTests {
  @Test(arguments: [(true, "xterm", true), (true, "dumb", false), (true, nil, false), (false, "xterm", false)])
  func barsAreForTerminalsThatCanMoveTheirCursor(isTerminal: Bool, terminalType: String?, isBar: Bool) {
    switch ProgressChoice.automatic.output(isTerminal: isTerminal, terminalType: terminalType) {
    case .terminal: #expect(isBar)
    case .lines: #expect(!isBar)
    case .none: Issue.record("nothing is shown")
    }
  }

  @Test func nothingIsShownThatIsNotWanted() {
    if case .none = ProgressChoice.none.output(isTerminal: true, terminalType: "xterm") { return }
    Issue.record("something is shown")
  }
}
