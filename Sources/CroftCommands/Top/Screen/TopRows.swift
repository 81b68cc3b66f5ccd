import CroftLinux

/// A list's rows as text of a terminal's columns.
struct TopRows {
  let list: TopList
  /// Those that are shown. Columns are as wide as these need, and at most ``widestColumn``.
  let rows: Range<Int>
  let columns: Int
  /// Those that the rows name are known by now: a screen is drawn too often to ask for them.
  let users: UserNames

  /// Names of users and queues are anybody's choice.
  private static let widestColumn = 12
  /// A flexible column isn't squeezed below this; what doesn't fit then is cut at the right.
  private static let narrowestName = 8

  var lines: (heading: String, rows: [String]) {
    // Ages are given in the list's own words; sizes are rounded.
    let style = TextStyle.terminal(nowUnixMilliseconds: 0)
    var users = users
    let cells = list.rows[rows].map { row in row.cells.map { Self.short($0.text(in: style, &users), $0) } }
    let headings = list.columns.indices.map { list.columns[$0].heading + ($0 == list.sortedColumn ? "*" : "") }
    let widths = widths(of: headings, cells)
    return (joined(headings, widths), cells.map { joined($0, widths) })
  }

  private func widths(of headings: [String], _ cells: [[String]]) -> [Int] {
    var widths = list.columns.indices.map { column in
      min(Self.widestColumn, ([headings] + cells).map { $0[column].terminalColumns }.max() ?? 0)
    }
    if let name = list.columns.firstIndex(where: \.isFlexible) {
      let others = widths.enumerated().reduce(0) { $1.offset == name ? $0 : $0 + $1.element + 1 }
      widths[name] = max(Self.narrowestName, columns - others)
    }
    return widths
  }

  private func joined(_ cells: [String], _ widths: [Int]) -> String {
    list.columns.indices.map { cells[$0].padded(toColumns: widths[$0], isNumeric: list.columns[$0].isNumeric) }
      .joined(separator: " ")
  }

  /// `1.5 GiB` → `1.5G`: columns are dear.
  private static func short(_ text: String, _ value: TableValue) -> String {
    guard case .bytes = value else { return text }
    return text.split(separator: " ").map { $0.hasSuffix("B") ? $0.prefix(1) : $0 }.joined()
  }
}
