import CroftLinux
import Testing

@Suite struct TerminalTextTests {
  @Test(arguments: [("", 0), ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("🙂", 2), ("ﾊﾝ", 2), ("한글", 4), ("Ａ", 2)])
  func widthIsWhatATerminalGives(text: String, columns: Int) {
    #expect(text.terminalColumns == columns)
  }

  @Test(arguments: [
    ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd~"), ("日本語", 5, "日本~"), ("日本語", 4, "日~"), ("日", 1, "~"),
    ("a\u{1B}b", 3, "a?b"), ("abc", 0, ""),
  ])
  func whatIsTooWideIsCutAndShowsIt(text: String, columns: Int, expected: String) {
    #expect(text.fitting(columns: columns) == expected)
  }

  @Test func heapsOfMarksAreLevelled() {
    let heap = "e" + String(repeating: "\u{301}", count: 100) + "x"
    #expect(heap.fitting(columns: 10).unicodeScalars.count == 5)
  }

  @Test func blanksFillTheColumns() {
    #expect("日".padded(toColumns: 4) == "日  ")
    #expect("7".padded(toColumns: 3, isNumeric: true) == "  7")
    #expect("1234".padded(toColumns: 3, isNumeric: true) == "12~")
  }

  @Test(arguments: [(nil, false), ("", false), ("dumb", false), ("xterm", true)])
  func aDumbTerminalCannotMoveItsCursor(type: String?, isCapable: Bool) {
    #expect(Terminal.isCapable(type) == isCapable)
  }
}
