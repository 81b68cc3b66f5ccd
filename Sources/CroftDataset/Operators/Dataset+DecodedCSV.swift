extension Dataset where Element: Decodable & SendableMetatype {
  /// The records of CSV files as values of a type: properties by the columns' names.
  ///
  /// ```swift
  /// struct Zone: Decodable { var LocationID: Int; var Borough: String }
  /// Dataset.csv(in: "zones.csv", as: Zone.self).keyBy(\.LocationID)
  /// ```
  ///
  /// Properties may be numbers, `Bool` (`true`, `false`, `1`, `0`), `String`, `Text`, enumerations with raw values, and
  /// optionals of these, which are nil where the column is missing or the field is empty and not quoted. Costs several
  /// times as much for a record as `csv(in:)` with the two or three fields that are needed. Everything else is as
  /// there.
  ///
  /// - Parameters:
  ///   - pattern: a file, a directory or a glob pattern.
  ///   - onMalformed: what becomes of a record that does not fit the type. Malformed quoting always fails the task:
  ///     where the next record begins can't be told.
  ///   - partitions: how many pieces of equal size to cut the input into; if not given, as many as tasks can run at
  ///     once, or more so that none is over 64 MiB.
  public static func csv(
    in pattern: String, as type: Element.Type, format: CSVFormat = .standard,
    onMalformed: MalformedRecords = .fail, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    csv(
      in: [pattern], as: type, format: format, onMalformed: onMalformed, partitions: partitions, file: file, line: line)
  }

  /// The records of all the CSV files that several patterns name, in the order of the patterns.
  public static func csv(
    in patterns: [String], as type: Element.Type, format: CSVFormat = .standard,
    onMalformed: MalformedRecords = .fail, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    let rows = Dataset<CSVRow>.csv(in: patterns, format: format, partitions: partitions, file: file, line: line)
    let produce = rows.produce
    let attachment = Result { try onMalformed.attachment() }
    let node = LineageNode(
      narrow: "decoded", "onMalformed: \(onMalformed.described)", of: Element.self, from: rows.lineage, file, line,
      problem: attachment.problem, attachment: try? attachment.get())
    return Dataset(lineage: node) { node, context, partition, sink in
      let skipped = AccumulatorTally.ofMalformedRecords(node, in: context)
      try produce(node.parent, context, partition) { row in
        let element: Element
        do {
          element = try row.decoded()
        } catch  where skipped != nil {
          skipped?.add(1)
          return
        }
        try sink(element)
      }
    }
  }
}
