import CroftProtocol

extension Dataset {
  /// The elements of a collection that the job's `body` has at hand.
  ///
  /// Every executor makes the whole collection when it evaluates `body` and reads its slice of it: meant for thousands
  /// of elements, not for data that belongs in a file.
  ///
  /// - Parameter partitions: how many pieces of equal size; as many as tasks can run at once if not given.
  public static func parallelize(
    _ elements: some Collection<Element>, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    let elements = Array(elements)
    let source = LineageNode(
      "parallelize", "\(elements.count) elements, partitions: \(partitions.described)", of: Element.self,
      at: CallSite(file, line),
      kind: .source(RangePlanner(range: 0..<elements.count, partitions: partitions)), parents: [])
    return Dataset(lineage: source) { source, context, _, sink in
      let slice = try context.rangeSlice(of: source)
      guard slice.lowerBound >= 0, slice.upperBound <= elements.count else {
        throw MalformedBytes("a slice from \(slice.lowerBound) to \(slice.upperBound) of \(elements.count) elements")
      }
      for element in elements[slice] { try sink(element) }
    }
  }
}
