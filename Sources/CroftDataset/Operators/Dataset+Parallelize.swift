import CroftProtocol

extension Dataset {
  /// The elements of an array, or another collection with an order of its own, that the job's `body` has at hand.
  ///
  /// Every executor makes the whole collection when it evaluates `body` and reads its slice of it: meant for thousands
  /// of elements, not for data that belongs in a file.
  ///
  /// - Parameter partitions: how many pieces of equal size; as many as tasks can run at once if not given.
  public static func parallelize(
    _ elements: some RandomAccessCollection<Element>, partitions: Int? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Dataset<Element> {
    let elements = Array(elements)
    let source = LineageNode(
      "parallelize", "\(Self.described(elements)), partitions: \(partitions.described)", of: Element.self,
      at: CallSite(file, line),
      kind: .source(RangePlanner(range: 0..<elements.count, partitions: partitions)), parents: [])
    return Dataset(lineage: source) { source, context, partition, sink in
      let slice = try context.rangeSlice(of: source, partition)
      guard slice.lowerBound >= 0, slice.upperBound <= elements.count else {
        throw MalformedBytes("a slice from \(slice.lowerBound) to \(slice.upperBound) of \(elements.count) elements")
      }
      var pacer = Pacer(context)
      var index = slice.lowerBound
      while index < slice.upperBound {
        let end = Swift.min(try pacer.check(at: index), slice.upperBound)
        for element in elements[index..<end] { try sink(element) }
        index = end
      }
    }
  }

  /// For the fingerprint: how many elements, and a hash of them all, so that a body which makes others in an executor
  /// (the members of a set in another order) is noticed.
  private static func described(_ elements: [Element]) -> String {
    let count = "\(elements.count) elements"
    guard let codec = try? AnyRecordCodec.of([Element].self) else { return count }
    var writer = ByteWriter()
    let isWritten: Void? = try? withUnsafePointer(to: elements) { try codec.canonical(UnsafeRawPointer($0), &writer) }
    return isWritten == nil ? count : "\(count) with hash \(StableHash.hash(writer.bytes))"
  }
}
