/// Rows of named columns, one row a task.
package struct InputTable: Sendable, Equatable {
  package let names: [String]
  /// Row by row.
  private let cells: RecordList

  package var count: Int { cells.count / names.count }

  /// The cells of one row.
  func row(_ index: Int) -> [ByteString] {
    let start = index * names.count
    return (start..<start + names.count).map { cells[$0] }
  }

  /// - Throws: a ``BatchError`` if a name can't be one, or the cells don't fill their last row.
  init(names: [String], cells: RecordList) throws(BatchError) {
    try ColumnNames.check(names)
    guard cells.count % names.count == 0 else {
      throw BatchError("a table of \(names.count) columns can't have \(cells.count) cells")
    }
    self.names = names
    self.cells = cells
  }
}

extension InputTable: Codable {
  private enum CodingKeys: CodingKey { case names, cells }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      names: try container.decode([String].self, forKey: .names),
      cells: try container.decode(RecordList.self, forKey: .cells))
  }
}

/// The rules for the names of columns. Each stands in braces in a command, and is a variable of its environment.
enum ColumnNames {
  /// Variables that decide how a program starts: one from a table would stop every task, or worse.
  private static let reserved = ["PATH", "IFS", "HOME", "SHELL"]
  private static let reservedPrefixes = ["LD_", "CROFT_"]

  static func check(_ names: [String]) throws(BatchError) {
    guard !names.isEmpty else { throw BatchError("a table needs a column: its first line holds the names") }
    guard names.count <= BatchLimits.columns else {
      throw BatchError("a table has \(BatchLimits.columns) columns at most, not \(names.count)")
    }
    var known: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if let complaint = complaint(about: name) { throw BatchError("column \(index + 1): \(complaint)") }
      if let earlier = known[name] {
        throw BatchError("columns \(earlier + 1) and \(index + 1) are both called '\(name)'; rename one of them")
      }
      known[name] = index
    }
  }

  private static func complaint(about name: String) -> String? {
    if name.isEmpty { return "it has no name; each column needs one in the first line" }
    guard isUsable(name) else {
      let repaired = name.map { isUsable("_\($0)") ? String($0) : "_" }.joined()
      let start = repaired.first?.isNumber == true ? "_" : ""
      return "'\(name.onOneLine)' can't name a variable, which has letters, digits and _ alone; "
        + "rename it, to \(start)\(repaired) perhaps"
    }
    if reserved.contains(name) || reservedPrefixes.contains(where: name.hasPrefix) {
      return "the variable \(name) decides how programs run, and a table can't set it; rename the column"
    }
    return nil
  }

  static func isUsable(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy(ByteClass.isWord)
  }
}

/// Kinds of bytes in names and commands.
enum ByteClass {
  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  /// Of a shell variable's name.
  static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") }
}
