extension Dataset where Element: Decodable & SendableMetatype {
  /// The lines of JSON Lines files, each a JSON text that is decoded as a value.
  ///
  /// Lines of white space alone are no values. Members that the type does not have are ignored. Files are cut between
  /// partitions at line ends, so one large file is read by many tasks. A file whose name ends in `.gz` or `.zst` is
  /// decompressed on the way, into the scratch directory; it can't be cut, and one task reads all of it.
  ///
  /// - Parameters:
  ///   - pattern: a file, a directory (its files, without those whose names begin with "." or "_", and not what is in
  ///     directories below it), or a glob pattern. A job fails before it starts when nothing is there.
  ///   - onMalformed: what becomes of a line that is not JSON or does not fit the type.
  ///   - partitions: how many pieces of equal size to cut the input into; if not given, as many as tasks can run at
  ///     once, or more so that none is over 64 MiB.
  public static func jsonLines(
    in pattern: String, as type: Element.Type, onMalformed: MalformedRecords = .fail, partitions: Int? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    jsonLines(in: [pattern], as: type, onMalformed: onMalformed, partitions: partitions, file: file, line: line)
  }

  /// The values of all the JSON Lines files that several patterns name, in the order of the patterns.
  public static func jsonLines(
    in patterns: [String], as type: Element.Type, onMalformed: MalformedRecords = .fail, partitions: Int? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    let attachment = Result { try onMalformed.attachment() }
    let source = LineageNode(
      "jsonLines",
      "in: \(patterns), partitions: \(partitions.described), onMalformed: \(onMalformed.described)", of: Element.self,
      at: CallSite(file, line), kind: .source(FilePlanner(patterns: patterns, partitions: partitions)), parents: [],
      problem: attachment.problem, attachment: try? attachment.get())
    return Dataset(lineage: source) { source, context, partition, sink in
      let skipped = AccumulatorTally.ofMalformedRecords(source, in: context)
      let reader = JSONLineReader<Element>()
      for piece in try context.filePieces(of: source, partition) {
        var cursor = LineCursor(try context.open(piece))
        var position = cursor.position
        while let line = cursor.next() {
          defer { position = cursor.position }
          try context.checkCancellation()
          if JSONLineReader<Element>.isBlank(line) { continue }
          let element: Element
          do {
            element = try reader.read(line, file: piece.path, position: position)
          } catch  where skipped != nil {
            skipped?.add(1)
            continue
          }
          try sink(element)
        }
      }
    }
  }
}
