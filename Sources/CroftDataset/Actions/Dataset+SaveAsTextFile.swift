extension Dataset {
  /// Writes each element as a line of text to `path/part-00000`, `path/part-00001`, …, a file for each partition.
  ///
  /// A `Text` or `String` is written as it is, anything else as `"\(element)"`. Tasks write beside the final place; the
  /// files are moved there when all are complete, then an empty `_SUCCESS` says so. A job that fails leaves nothing.
  ///
  /// - Parameters:
  ///   - path: a directory that does not exist yet; the job is refused if it does.
  ///   - overwrite: an earlier job's output at `path` stays until this one's is complete, and then gives way to it. A
  ///     directory that holds anything else is not touched, and the job is refused.
  @inlinable
  public func saveAsTextFile(
    _ path: String, overwrite: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Action<Void> {
    let produce = self.produce
    return Action(
      "saveAsTextFile", writing: lineage, of: Element.self, to: path, overwrite: overwrite, file, line
    ) { node, context, partition, part in
      try produce(node.parent, context, partition) { try part.appendLine($0) }
    }
  }
}

extension PartFile {
  /// Inlinable, so that nothing is left of the questions where the type is known.
  @inlinable
  func appendLine<Element>(_ element: Element) throws {
    if let text = element as? Text {
      try append(text)
    } else if let string = element as? String {
      try append(string)
    } else {
      try append(String(describing: element))
    }
    try appendLineEnd()
  }
}
