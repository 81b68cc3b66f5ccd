extension Dataset where Element == Text {
  /// Writes the bytes of each text, with nothing between them, to `path/part-00000`, `path/part-00001`, …, a file for
  /// each partition: what `records(in:length:)` reads, if all texts are equally long.
  ///
  /// Tasks write beside the final place; the files are moved there when all are complete, then an empty `_SUCCESS` says
  /// so. A job that fails leaves nothing.
  ///
  /// - Parameters:
  ///   - path: a directory that does not exist yet; the job is refused if it does.
  ///   - overwrite: an earlier job's output at `path` stays until this one's is complete, and then gives way to it. A
  ///     directory that holds anything else is not touched, and the job is refused.
  @inlinable
  public func saveAsRecords(
    _ path: String, overwrite: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Action<Void> {
    let produce = self.produce
    return Action(
      "saveAsRecords", writing: lineage, of: Text.self, to: path, overwrite: overwrite, file, line
    ) { node, context, partition, part in
      try produce(node.parent, context, partition) { try part.append($0) }
    }
  }
}
