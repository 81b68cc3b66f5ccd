/// What becomes of a record that does not fit its type.
public struct MalformedRecords: Sendable {
  /// Nil where it fails the task.
  let skipped: Accumulator<Int>?

  /// It fails the job, with an error that says where the record is and what is wrong.
  public static let fail = MalformedRecords(skipped: nil)

  /// It is left out, and counted: the accumulator's total is in the job's report.
  public static func skip(counting skipped: Accumulator<Int>) -> MalformedRecords {
    MalformedRecords(skipped: skipped)
  }

  /// For the fingerprint.
  var described: String { skipped.map { "skip counting \"\($0.name)\"" } ?? "fail" }

  /// What the operator that reads the records has to be attached, for its `AccumulatorTally`.
  func attachment() throws -> (any Sendable)? { try skipped.map { try TappedAccumulator($0) } }
}

extension AccumulatorTally where Value == Int {
  /// Where an operator's malformed records are counted; nil if they fail.
  static func ofMalformedRecords(_ node: LineageNode, in context: TaskContext) -> AccumulatorTally? {
    node.accumulator == nil ? nil : of(node, in: context)
  }
}
