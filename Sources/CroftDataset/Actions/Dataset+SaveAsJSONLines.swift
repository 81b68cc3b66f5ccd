import CroftProtocol

extension Dataset where Element: Encodable {
  /// Writes each element as a line of JSON to `path/part-00000.jsonl`, `path/part-00001.jsonl`, …, a file for each
  /// partition.
  ///
  /// An optional property that is nil is left out. A value that JSON can't hold, such as an infinite number, fails its
  /// task. Tasks write beside the final place; the files are moved there when all are complete, then an empty
  /// `_SUCCESS` says so. A job that fails leaves nothing.
  ///
  /// - Parameters:
  ///   - path: a directory that does not exist yet; the job is refused if it does.
  ///   - overwrite: an earlier job's output at `path` stays until this one's is complete, and then gives way to it. A
  ///     directory that holds anything else is not touched, and the job is refused.
  public func saveAsJSONLines(
    _ path: String, overwrite: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Action<Void> where Element: SendableMetatype {
    let produce = self.produce
    return Action(
      "saveAsJSONLines", writing: lineage, of: Element.self, to: path, overwrite: overwrite, fileExtension: ".jsonl",
      file, line
    ) { node, context, partition, part in
      let lines = JSONLineWriter()
      try produce(node.parent, context, partition) { element in
        try part.append { try lines.append(element, to: &$0) }
      }
    }
  }
}
