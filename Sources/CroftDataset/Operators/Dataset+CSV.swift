extension Dataset where Element == CSVRow {
  /// The records of CSV files, as views over their bytes.
  ///
  /// ```swift
  /// Dataset.csv(in: "trips-*.csv").map { row in (try row["payment_type"], try row.double("fare_amount") ?? 0) }
  /// ```
  ///
  /// Making a row allocates nothing, and a field costs only what is asked of it; see ``CSVRow``. Take out of a row what
  /// you need before a shuffle: rows themselves can't leave their task.
  ///
  /// Files are cut between partitions at records, so one large file is read by many tasks. Whether a line end is one,
  /// or belongs to a quoted field, can only be told from the quotes before it, so with a quote in the format a first
  /// stage counts quotes, at the speed of memory. The header of each file is read before the job starts, and all must
  /// be the same. A file whose name ends in `.gz` or `.zst` is decompressed on the way, into the scratch directory; it
  /// can't be cut, and one task reads all of it.
  ///
  /// A malformed record, such as one with a quote that is never closed, fails its task with a ``CSVError`` that says
  /// where it is.
  ///
  /// - Parameters:
  ///   - pattern: a file, a directory (its files, without those whose names begin with "." or "_", and not what is in
  ///     directories below it), or a glob pattern. A job fails before it starts when nothing is there.
  ///   - partitions: how many pieces of equal size to cut the input into; if not given, as many as tasks can run at
  ///     once, or more so that none is over 64 MiB.
  @inlinable
  public static func csv(
    in pattern: String, format: CSVFormat = .standard, partitions: Int? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Dataset<CSVRow> {
    csv(in: [pattern], format: format, partitions: partitions, file: file, line: line)
  }

  /// The records of all the CSV files that several patterns name, in the order of the patterns.
  @inlinable
  public static func csv(
    in patterns: [String], format: CSVFormat = .standard, partitions: Int? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Dataset<CSVRow> {
    Dataset(lineage: LineageNode(csvIn: patterns, format, partitions: partitions, file, line)) {
      node, context, partition, sink in
      var pieces = try CSVPieces(of: node, context, partition)
      while var cursor = try pieces.next() {
        var pacer = Pacer(context)
        var count = 0
        var pause = 0
        while try cursor.advance() {
          if count == pause { pause = try pacer.check(at: count) }
          count &+= 1
          try sink(cursor.row)
        }
      }
    }
  }
}

extension LineageNode {
  @usableFromInline
  convenience init(
    csvIn patterns: [String], _ format: CSVFormat, partitions: Int?, _ file: StaticString, _ line: UInt
  ) {
    let site = CallSite(file, line)
    let problem = Result { () throws(CSVFormatError) in try format.check() }.problem
    let files = FilePlanner(patterns: patterns, partitions: partitions)
    let source = LineageNode(
      "csv.files", "in: \(patterns), partitions: \(partitions.described)", of: Text.self, at: site,
      kind: .source(CSVPlanner(files: files, format: format)), parents: [], problem: problem)
    let quotes = format.quote.map { [LineageNode(countingQuotes: $0, in: source, site)] } ?? []
    self.init(
      "csv", format.described, of: CSVRow.self, at: site, kind: .narrow(.oneToOne), parents: [source],
      sideInputs: quotes, attachment: format)
  }
}

/// The pieces of CSV files that one partition reads.
@usableFromInline
struct CSVPieces {
  private let context: TaskContext
  private let format: CSVFormat
  private var pieces: ArraySlice<FilePiece>
  /// Whether the first piece begins inside quotes. The others begin with their files.
  private var beginsInQuotes: Bool

  @usableFromInline
  init(of node: LineageNode, _ context: TaskContext, _ partition: Int) throws {
    guard let format = node.attachment as? CSVFormat else { preconditionFailure("\(node) has no format") }
    self.context = context
    self.format = format
    pieces = try context.filePieces(of: node.parent, partition)[...]
    beginsInQuotes = format.quote == nil ? false : try context.beginsInQuotes(partition, node.sideInputs[0])
  }

  @usableFromInline
  mutating func next() throws -> CSVCursor? {
    guard let piece = pieces.popFirst() else { return nil }
    let part = try context.open(piece)
    let file = try CSVFile(path: piece.path, bytes: part.file, owner: part.owner, format: format)
    defer { beginsInQuotes = false }
    return CSVCursor(file, range: part.range, beginsInQuotes: part.range.lowerBound > 0 && beginsInQuotes)
  }
}

extension CSVFormat {
  /// For the fingerprint.
  fileprivate var described: String {
    let quote = quote.map { String(Unicode.Scalar($0)) } ?? "none"
    return "delimiter: \(String(Unicode.Scalar(delimiter)).debugDescription), quote: \(quote), header: \(hasHeader)"
  }
}
