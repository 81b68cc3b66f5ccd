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

  /// Lines without trailing spaces: the headings, where there are any, then the rows. Costs a few microseconds a row.
  func lines(in style: TextStyle) -> [String] {
    var widths: [Int]?
    return lines(in: style, widths: &widths)
  }

  /// The same of a table that comes in parts, with the same columns.
  ///
  /// - Parameter known: the widths of the columns so far; nil before the first part, which alone has the headings.
  func lines(in style: TextStyle, widths known: inout [Int]?) -> [String] {
    let headings = columns.map(\.heading)
    var users = UserNames()
    let cells = rows.map { row in row.map { $0.text(in: style, &users) } }
    let isFirst = known == nil
    var widths = known ?? headings.map(Self.width)
    for row in cells {
      for (column, cell) in row.enumerated() {
        widths[column] = max(widths[column], Self.width(of: cell))
      }
    }
    known = widths
    var lines: [String] = []
    if isFirst, !headings.allSatisfy(\.isEmpty) {
      lines.append(style.emphasised(line(of: headings, widths: widths) { _, cell in cell }))
    }
    for (row, cells) in zip(rows, cells) {
      lines.append(
        line(of: cells, widths: widths) { column, cell in
          row[column].tone.map { style.coloured(cell, $0) } ?? cell
        })
    }
    return lines
  }

  /// - Parameter painted: what is written for a cell, as wide on a terminal as the cell is.
  private func line(of cells: [String], widths: [Int], painted: (Int, String) -> String) -> String {
    var line = ""
    // Blanks are written only when something follows them.
    var blanks = 0
    for (column, cell) in cells.enumerated() {
      if column > 0 { blanks += Self.gap.utf8.count }
      let padding = widths[column] - Self.width(of: cell)
      if columns[column].isNumeric { blanks += padding }
      if !cell.isEmpty {
        line += String(repeating: " ", count: blanks) + painted(column, cell)
        blanks = 0
      }
      if !columns[column].isNumeric { blanks += padding }
    }
    return line
  }

  private static func width(of cell: String) -> Int {
    // Nearly all are ASCII, where each byte is a column.
    cell.utf8.allSatisfy { $0 < 0x80 } ? cell.utf8.count : cell.terminalColumns
  }
}
