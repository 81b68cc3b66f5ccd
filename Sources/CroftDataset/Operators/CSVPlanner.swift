/// Cuts CSV files into pieces, after a look at their headers.
struct CSVPlanner: SourcePlanner {
  let files: FilePlanner
  let format: CSVFormat

  func plan(with services: any PlanningServices) throws -> any SourceSplits {
    let found = try files.files(with: services)
    if format.hasHeader { try checkHeaders(of: found, services) }
    return try files.splits(of: found, services)
  }

  /// Enough for most headers; and more than any that a person has written.
  private static let usualHeaderBytes = 64 << 10
  private static let longestHeaderBytes = 4 << 20

  /// - Throws: `DifferentHeaders`; a file that has no record, and so no header, is like any other.
  private func checkHeaders(of files: [InputFile], _ services: any PlanningServices) throws {
    var first: (path: String, columns: [Text])?
    for file in files {
      let columns = try header(of: file, services)
      guard let first else {
        if !columns.isEmpty { first = (file.path, columns) }
        continue
      }
      guard columns.isEmpty || columns == first.columns else {
        throw DifferentHeaders(first: first.path, columns: first.columns, second: file.path, others: columns)
      }
    }
  }

  private func header(of file: InputFile, _ services: any PlanningServices) throws -> [Text] {
    var limit = Self.usualHeaderBytes
    while true {
      let beginning = try services.beginning(of: file.path, maximumBytes: limit)
      let parsed = Result {
        try beginning.withUnsafeBytes { bytes in
          let file = try CSVFile(path: file.path, bytes: bytes, owner: nil, format: format)
          return (columns: file.columns.names, end: file.bodyStart)
        }
      }
      // In the beginning of a file the header counts only if something follows it: else it may go on.
      if beginning.count < limit { return try parsed.get().columns }
      if case .success(let header) = parsed, header.end < beginning.count { return header.columns }
      guard limit < Self.longestHeaderBytes else {
        throw CSVError(
          file: file.path, position: 0,
          problem: "the header has no end within \(limit >> 20) MiB; is it a CSV file of this format?")
      }
      limit = Self.longestHeaderBytes
    }
  }
}

/// CSV files that don't have the same columns.
struct DifferentHeaders: PermanentError, Equatable, CustomStringConvertible {
  let first: String
  let columns: [Text]
  let second: String
  let others: [Text]

  var description: String {
    let shared = zip(columns, others).prefix { $0 == $1 }.count
    return """
      \(first) and \(second) have different headers: column \(shared) is \(Self.name(shared, columns)) in the first \
      and \(Self.name(shared, others)) in the second. Read files with different columns as datasets of their own, and \
      join them by union
      """
  }

  private static func name(_ position: Int, _ columns: [Text]) -> String {
    position < columns.count ? columns[position].debugDescription : "missing"
  }
}
