/// A row of a screen, made of printable characters alone.
struct ScreenLine: Equatable, Sendable {
  enum Style: Sendable {
    case plain
    case heading
    /// The heading of what keys go to.
    case chosen
    /// Something that is not as it should be.
    case alert
  }

  let text: String
  var style = Style.plain

  /// As a terminal takes it: without colours, by attributes that every one has (ECMA-48, SGR).
  var painted: String {
    switch style {
    case .plain: text
    case .heading: "\u{1B}[1m\(text)\u{1B}[0m"
    case .chosen: "\u{1B}[7m\(text)\u{1B}[0m"
    case .alert: "\u{1B}[1;7m\(text)\u{1B}[0m"
    }
  }
}

/// Rows and columns of a terminal.
struct ScreenSize: Equatable, Sendable {
  let columns: Int
  let rows: Int

  /// What a terminal that doesn't know its size is taken for, as the first ones were.
  static let usual = ScreenSize(columns: 80, rows: 24)
}

/// Knows what is on a terminal's screen, and says how to make it something else.
struct ScreenPainter {
  private var shown: [ScreenLine] = []
  private var columns = 0

  /// What was on the screen may be gone.
  mutating func forget() { (shown, columns) = ([], 0) }

  /// What to write so that the screen shows the lines: only those that have changed, so that nothing flickers.
  mutating func paint(_ lines: [ScreenLine], columns: Int) -> String {
    let isNew = shown.isEmpty || columns != self.columns || lines.count != shown.count
    var text = isNew ? "\u{1B}[2J" : ""
    for (row, line) in lines.enumerated() where isNew || line != shown[row] {
      // Erased first: behind a line as wide as the screen, the cursor still stands on its last column.
      text += "\u{1B}[\(row + 1);1H\u{1B}[2K" + line.painted
    }
    (shown, self.columns) = (lines, columns)
    return text
  }
}
