import CroftProtocol

/// The three lists of `croft top`.
enum TopPane: Int, CaseIterable, Sendable {
  case queues, applications, executors

  var title: String {
    switch self {
    case .queues: "queues"
    case .applications: "applications"
    case .executors: "executors"
    }
  }

  /// The pane so many places after this one, around the end.
  func advanced(by places: Int) -> TopPane {
    let count = Self.allCases.count
    return Self.allCases[((rawValue + places) % count + count) % count]
  }

  /// Its list at one moment, in an order of its own.
  func list(of trend: FarmTrend, sortedBy sorting: Int) -> TopList {
    var list =
      switch self {
      case .queues: TopList.queues(trend)
      case .applications: TopList.applications(trend)
      case .executors: TopList.executors(trend)
      }
    list.sort(by: sorting)
    return list
  }
}

/// Rows under headings, as a pane shows them.
struct TopList {
  struct Column {
    let heading: String
    var isNumeric = false
    /// Takes the columns of the terminal that the others leave.
    var isFlexible = false
    /// It only draws what another column says.
    var isPicture = false
  }

  struct Row {
    let cells: [TableValue]
    /// For each of the list's sortings, greatest first.
    let ranks: [Double]
  }

  let columns: [Column]
  /// The columns that rows can be sorted by, largest first; besides the order they come in.
  let sortings: [Int]
  var rows: [Row]
  /// The column that rows are sorted by now.
  private(set) var sortedColumn: Int?

  init(columns: [Column], sortings: [Int], rows: [Row]) {
    self.columns = columns
    self.sortings = sortings
    self.rows = rows
  }

  /// - Parameter number: 0 for the order as it is, else the number of a sorting; counted around the end.
  fileprivate mutating func sort(by number: Int) {
    let choice = number % (sortings.count + 1)
    guard choice > 0 else { return }
    sortedColumn = sortings[choice - 1]
    // Stable, so that equal rows don't dance.
    rows = rows.enumerated().sorted { left, right in
      let (a, b) = (left.element.ranks[choice - 1], right.element.ranks[choice - 1])
      return a == b ? left.offset < right.offset : a > b
    }.map(\.element)
  }

  /// As other commands print theirs.
  var table: Table {
    let shown = columns.indices.filter { !columns[$0].isPicture }
    var table = Table(columns: shown.map { .init(heading: columns[$0].heading, isNumeric: columns[$0].isNumeric) })
    table.rows = rows.map { row in shown.map { row.cells[$0] } }
    return table
  }
}
