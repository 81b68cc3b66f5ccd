import CroftLinux
import CroftProtocol

/// What is on the screen, and what the keys have to know of it.
struct TopFrame: Equatable {
  var lines: [ScreenLine]
  /// How many rows each pane shows, and the greatest first row that leaves none of them empty.
  var shownRows: [TopPane: Int]
  var lastFirstRows: [TopPane: Int]
}

/// Arranges a farm on a screen: a header, three panes, and the keys. Pure.
struct TopLayout {
  let size: ScreenSize
  let trend: FarmTrend
  let state: TopState
  /// Something to be said about the connection; nil while it is there.
  let trouble: String?

  /// On a screen with fewer rows, only the chosen pane is shown.
  private static let fewestRowsForAll = 14
  private static let keys = "q quit  ? help  tab 1 2 3 pane  arrows PgUp PgDn scroll  s sort  p pause"

  var frame: TopFrame {
    var frame = TopFrame(
      lines: TopHeader(trend: trend, columns: size.columns).lines, shownRows: [:], lastFirstRows: [:])
    frame.lines.append(notice)
    if state.isHelpShown {
      frame.lines += TopHelp.lines.map { line($0) }
    } else {
      addPanes(to: &frame)
    }
    // As high as the screen, whatever it is: the keys are on its last row.
    let last = line(Self.keys, .heading)
    frame.lines = Array(frame.lines.prefix(max(0, size.rows - 1)))
    frame.lines += Array(repeating: line(""), count: max(0, size.rows - 1 - frame.lines.count))
    if size.rows > 0 { frame.lines.append(last) }
    return frame
  }

  private var notice: ScreenLine {
    if let trouble { return line("reconnecting: \(trouble)", .alert) }
    if state.isPaused { return line("paused: p goes on", .alert) }
    let condition = trend.latest.status.condition
    return line(condition == .running ? "" : condition.words, .alert)
  }

  // MARK: Panes

  private func addPanes(to frame: inout TopFrame) {
    let room = max(0, size.rows - frame.lines.count - 1)
    let panes = size.rows < Self.fewestRowsForAll ? [state.pane] : TopPane.allCases
    let lists = panes.map { $0.list(of: trend, sortedBy: state.sorting(of: $0)) }
    let heights = heights(of: lists.map(\.rows.count), chosen: panes.firstIndex(of: state.pane) ?? 0, in: room)
    for (index, pane) in panes.enumerated() {
      let list = lists[index]
      let lastFirst = max(0, list.rows.count - heights[index])
      let first = min(state.firstRow(of: pane), lastFirst)
      frame.shownRows[pane] = heights[index]
      frame.lastFirstRows[pane] = lastFirst
      let shown = first..<min(list.rows.count, first + heights[index])
      let texts = TopRows(list: list, rows: shown, columns: size.columns, users: trend.users).lines
      frame.lines.append(line(texts.heading, pane == state.pane ? .chosen : .heading))
      frame.lines += texts.rows.map { line($0) }
      let blanks = index == panes.count - 1 ? 0 : heights[index] - shown.count
      frame.lines += Array(repeating: line(""), count: max(0, blanks))
    }
  }

  /// How many rows each pane gets: a quarter is for each that isn't chosen, if it has use for it; what is left over is
  /// for the chosen one, and what that doesn't need for the others in their order.
  private func heights(of counts: [Int], chosen: Int, in room: Int) -> [Int] {
    var free = max(0, room - counts.count)
    var heights = counts.map { min($0, max(1, free / 4)) }
    heights[chosen] = 0
    free = max(0, free - heights.reduce(0, +))
    for index in [chosen] + counts.indices.filter({ $0 != chosen }) {
      let more = min(free, counts[index] - heights[index])
      heights[index] += more
      free -= more
    }
    return heights
  }

  private func line(_ text: String, _ style: ScreenLine.Style = .plain) -> ScreenLine {
    // A bar across the whole screen tells a heading from a row, and what is empty is not marked.
    let text =
      style == .plain || text.isEmpty ? text.fitting(columns: size.columns) : text.padded(toColumns: size.columns)
    return ScreenLine(text: text, style: text.isEmpty ? .plain : style)
  }
}
