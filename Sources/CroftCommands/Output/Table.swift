import CroftLinux

/// Rows of values under headings; how the values are spelled is the style's business.
struct Table {
  struct Column {
    let heading: String
    var isNumeric = false
  }

  /// Two spaces keep columns apart where a value itself holds one.
  private static let gap = "  "

  let columns: [Column]
  var rows: [[TableValue]] = []

  /// Lines without trailing spaces: the headings, where there are any, then the rows.
  func lines(in style: TextStyle) -> [String] {
    let headings = columns.map(\.heading)
    let cells = rows.map { row in row.map { $0.text(in: style) } }
    let widths = columns.indices.map { column in ([headings] + cells).map { $0[column].count }.max() ?? 0 }
    let lines = cells.map { line(of: $0, widths: widths) }
    return headings.allSatisfy(\.isEmpty) ? lines : [style.emphasised(line(of: headings, widths: widths))] + lines
  }

  private func line(of cells: [String], widths: [Int]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      let padding = String(repeating: " ", count: widths[index] - cell.count)
      if index > 0 { line += Self.gap }
      line += columns[index].isNumeric ? padding + cell : cell + padding
    }
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}

/// A value as it is, before anyone decides how it looks.
indirect enum TableValue: Equatable {
  case text(String)
  case number(Int)
  case bytes(Int)
  case moment(unixMilliseconds: Int)
  case user(id: Int)
  case portion(TableValue, of: TableValue)
  case missing

  func text(in style: TextStyle) -> String {
    switch self {
    // A name comes from another user, who must not be able to draw on this one's terminal.
    case .text(let text): text.isEmpty ? "-" : text.printable
    case .number(let number): String(number)
    case .bytes(let count): style.bytes(count)
    case .moment(let milliseconds): style.moment(unixMilliseconds: milliseconds)
    case .user(let id): UserNames.name(ofUser: id) ?? String(id)
    case .portion(let part, let whole): part.text(in: style) + " of " + whole.text(in: style)
    case .missing: "-"
    }
  }
}
