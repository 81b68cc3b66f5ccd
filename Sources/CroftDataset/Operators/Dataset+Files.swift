extension Dataset where Element == (name: String, contents: Text) {
  /// Whole files: the absolute path of each, and its bytes.
  ///
  /// For many files of moderate size, each of which makes sense only as a whole. No file is cut, so a partition holds
  /// whole files of about as many bytes as the others. Contents are views of the mapped file; nothing is copied. A file
  /// whose name ends in `.gz` or `.zst` is decompressed into the scratch directory, where it takes its full size for as
  /// long as somebody keeps its contents.
  ///
  /// - Parameters:
  ///   - pattern: a file, a directory (its files, without those whose names begin with "." or "_", and not what is in
  ///     directories below it), or a glob pattern. A job fails before it starts when nothing is there.
  ///   - partitions: how many partitions; if not given, as many as tasks can run at once, or more so that few are over
  ///     64 MiB. Never more than files.
  public static func files(
    in pattern: String, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(name: String, contents: Text)> {
    files(in: [pattern], partitions: partitions, file: file, line: line)
  }

  /// Whole files that several patterns name, in the order of the patterns.
  public static func files(
    in patterns: [String], partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(name: String, contents: Text)> {
    let source = LineageNode(
      "files", "in: \(patterns), partitions: \(partitions.described)", of: Element.self, at: CallSite(file, line),
      kind: .source(FilePlanner(patterns: patterns, partitions: partitions, keepsFilesWhole: true)), parents: [])
    return Dataset(lineage: source) { source, context, partition, sink in
      for piece in try context.filePieces(of: source, partition) {
        try context.checkCancellation()
        let part = try context.open(piece)
        try sink((piece.path, part.contents))
      }
    }
  }
}
