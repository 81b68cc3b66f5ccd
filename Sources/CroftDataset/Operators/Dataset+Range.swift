import CroftProtocol

extension Dataset where Element == Int {
  /// The integers of a range, in order.
  ///
  /// - Parameter partitions: how many pieces of equal size to cut it into; as many as tasks can run at once if not
  ///   given.
  @inlinable
  public static func range(
    _ range: Range<Int>, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Int> {
    Dataset(lineage: LineageNode(range: range, partitions: partitions, file, line)) {
      source, context, partition, sink in
      let slice = try context.rangeSlice(of: source, partition)
      var pacer = Pacer(context)
      var value = slice.lowerBound
      while value < slice.upperBound {
        let end = Swift.min(try pacer.check(at: value), slice.upperBound)
        while value < end {
          try sink(value)
          value &+= 1
        }
      }
    }
  }
}

extension LineageNode {
  @usableFromInline
  convenience init(range: Range<Int>, partitions: Int?, _ file: StaticString, _ line: UInt) {
    self.init(
      "range", "\(range), partitions: \(partitions.described)", of: Int.self, at: CallSite(file, line),
      kind: .source(RangePlanner(range: range, partitions: partitions)), parents: [])
  }
}

extension TaskContext {
  @usableFromInline
  func rangeSlice(of source: LineageNode, _ partition: Int) throws -> Range<Int> {
    let input = try input(of: source, partition)
    return try input.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      let lower = try reader.readVariableInt()
      let upper = try reader.readVariableInt()
      guard lower <= upper else { throw MalformedBytes("a slice from \(lower) to \(upper)") }
      return lower..<upper
    }
  }
}

/// Cuts a range into slices that differ in length by one at most.
struct RangePlanner: SourcePlanner {
  let range: Range<Int>
  let partitions: Int?

  func plan(with services: any PlanningServices) throws -> any SourceSplits {
    let count = try PartitionCount.checked(partitions) ?? services.parallelism
    return RangeSplits(range: range, count: count)
  }
}

struct RangeSplits: SourceSplits {
  let range: Range<Int>
  let count: Int

  var totalBytes: Int? {
    // The count of the widest ranges is no `Int`.
    let count = UInt(bitPattern: range.upperBound &- range.lowerBound)
    let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: UInt(MemoryLayout<Int>.size))
    return isTooLarge ? nil : Int(exactly: bytes)
  }

  func slice(_ index: Int) -> Range<Int> {
    bound(index)..<bound(index + 1)
  }

  func encode(_ index: Int, into writer: inout ByteWriter) {
    let slice = slice(index)
    writer.appendVariable(slice.lowerBound)
    writer.appendVariable(slice.upperBound)
  }

  /// In full width, because the length of a range times its partitions can pass 64 bits.
  private func bound(_ index: Int) -> Int {
    let length = UInt(bitPattern: range.upperBound &- range.lowerBound)
    let product = length.multipliedFullWidth(by: UInt(index))
    return range.lowerBound &+ Int(bitPattern: UInt(count).dividingFullWidth(product).quotient)
  }
}

/// The bounds on how many partitions anything may have.
enum PartitionCount {
  /// A task's partition is four bytes everywhere; and a driver holds a few bytes for each task.
  static let maximum = 100_000_000

  /// A map task holds a buffer for each reducer, and its file an entry.
  static let maximumReducers = 1_000_000

  static func checked(_ partitions: Int?, atMost maximum: Int = maximum) throws -> Int? {
    guard let partitions else { return nil }
    guard (1...maximum).contains(partitions) else { throw InvalidPartitionCount(asked: partitions, maximum: maximum) }
    return partitions
  }
}

extension Int? {
  /// A number of partitions as the program gave it, for an operator's description.
  var described: String { map(String.init) ?? "default" }
}

/// A number of partitions that makes no sense.
struct InvalidPartitionCount: Error, CustomStringConvertible {
  let asked: Int
  let maximum: Int

  var description: String {
    "\(asked) partitions were asked for; ask for 1 to \(maximum), or leave the number out"
  }
}
