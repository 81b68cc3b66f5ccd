/// The names of a file's columns, found by their bytes and the memory of the table that finds them.
package final class CSVColumns: @unchecked Sendable {
  // Unchecked because of the table's memory, which is written before anybody else can see it.

  package let names: [Text]
  let table: CSVColumnTable

  /// Where a name comes twice, the first column has it.
  package init(_ names: [Text]) {
    // A copy of each name, so that none points into a file that may be gone before an error is shown.
    let names = names.map { Text(bytes: $0) }
    self.names = names
    table = CSVColumnTable(names)
  }

  deinit { table.deallocate() }

  package func index(of name: String) -> Int? {
    var name = name
    return name.withUTF8 { bytes in
      guard let start = bytes.baseAddress else { return names.firstIndex { $0.isEmpty } }
      return table.index(start, bytes.count)
    }
  }
}
