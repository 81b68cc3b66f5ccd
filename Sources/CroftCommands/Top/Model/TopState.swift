/// What a person at `croft top` has chosen, and what their keys do to it.
struct TopState: Sendable, Equatable {
  enum Effect: Equatable, Sendable {
    case none
    case redraw
    /// Redraw, and ask the manager at once.
    case refresh
    case quit
  }

  var pane = TopPane.applications
  var isPaused = false
  var isHelpShown = false
  /// The first row shown of each pane.
  private var firstRows = [Int](repeating: 0, count: TopPane.allCases.count)
  private var sortings = [Int](repeating: 0, count: TopPane.allCases.count)

  /// Far from where a sum overflows.
  private static let beyondAnyEnd = Int.max / 2

  func firstRow(of pane: TopPane) -> Int { firstRows[pane.rawValue] }

  func sorting(of pane: TopPane) -> Int { sortings[pane.rawValue] }

  /// - Parameter visibleRows: how many rows the chosen pane shows.
  mutating func handle(_ key: TopKey, visibleRows: Int) -> Effect {
    let page = max(1, visibleRows - 1)
    switch key {
    case .interrupt: return .quit
    case .character("q"): return .quit
    case _ where isHelpShown: isHelpShown = false
    case .character("?"), .character("h"): isHelpShown = true
    case .up, .character("k"): scroll(by: -1)
    case .down, .character("j"): scroll(by: 1)
    case .pageUp: scroll(by: -page)
    case .pageDown: scroll(by: page)
    case .home: firstRows[pane.rawValue] = 0
    // The layout knows where the end is.
    case .end: firstRows[pane.rawValue] = Self.beyondAnyEnd
    case .tab: pane = pane.advanced(by: 1)
    case .backTab: pane = pane.advanced(by: -1)
    case .character("1"): pane = .queues
    case .character("2"): pane = .applications
    case .character("3"): pane = .executors
    case .character("s"): sort()
    case .character("p"), .character(" "):
      isPaused.toggle()
      return isPaused ? .redraw : .refresh
    case .escape, .character: return .none
    }
    return .redraw
  }

  /// Keeps the first rows where there are rows to show from them on.
  ///
  /// - Parameter lastFirstRow: of a pane, the greatest that leaves no room empty.
  mutating func clamp(_ pane: TopPane, lastFirstRow: Int) {
    firstRows[pane.rawValue] = min(firstRows[pane.rawValue], max(0, lastFirstRow))
  }

  private mutating func scroll(by rows: Int) {
    firstRows[pane.rawValue] = max(0, firstRows[pane.rawValue] + rows)
  }

  /// The next order; the numbers go around, so they stay small.
  private mutating func sort() {
    // More than any list has, and a multiple of each count of orders there is.
    sortings[pane.rawValue] = (sortings[pane.rawValue] + 1) % 60
    firstRows[pane.rawValue] = 0
  }
}
