extension Dataset {
  /// Writes each element as a CSV record to `path/part-00000.csv`, `path/part-00001.csv`, …, a file for each partition.
  ///
  /// Elements are tuples, whose members are the fields, or `Encodable` types, whose properties are. Fields may be
  /// numbers, `Bool`, `String`, `Text`, what encodes itself as one of these, and optionals of them; what needs quotes
  /// is quoted. A partition without elements becomes a file without a header, unless `header` names the columns.
  ///
  /// ```swift
  /// revenueByZone.saveAsCSV("report", header: ["zone", "revenue"])
  /// ```
  ///
  /// Tasks write beside the final place; the files are moved there when all are complete, then an empty `_SUCCESS` says
  /// so. A job that fails leaves nothing. A value that is no record fails its task.
  ///
  /// - Parameters:
  ///   - path: a directory that does not exist yet; the job is refused if it does.
  ///   - format: with a header, each file begins with the columns' names.
  ///   - header: the columns' names; if not given, those of the properties. Tuples need it where the format has one.
  ///   - overwrite: an earlier job's output at `path` stays until this one's is complete, and then gives way to it. A
  ///     directory that holds anything else is not touched, and the job is refused.
  public func saveAsCSV(
    _ path: String, format: CSVFormat = .standard, header: [String]? = nil, overwrite: Bool = false,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Action<Void> {
    let produce = self.produce
    let trial = Result { try CSVRecordWriter<Element>(format: format, header: header) }
    return Action(
      "saveAsCSV", writing: lineage, of: Element.self, to: path, overwrite: overwrite, fileExtension: ".csv", file,
      line, problem: trial.problem
    ) { node, context, partition, part in
      let records = try CSVRecordWriter<Element>(format: format, header: header)
      try produce(node.parent, context, partition) { element in
        try records.append(element)
        if records.byteCount >= PartFile.bufferBytes { try records.move(to: part) }
      }
      try records.move(to: part)
    }
  }
}

extension CSVRecordWriter {
  /// Hands over what has been written.
  fileprivate func move(to part: PartFile) throws {
    try withBytes { try part.append($0) }
    removeAll()
  }
}
