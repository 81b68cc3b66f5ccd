/// How two datasets are brought together by their keys.
public enum JoinStrategy: String, Sendable, Codable, CaseIterable {
  /// Broadcast where the input below one side is small (10 MiB at most) and the number of partitions is left open;
  /// else shuffled. What was chosen is in the job's explanation.
  case automatic
  /// The side that may be sent whole is: to every executor, which holds it in memory for all of the job's tasks; the
  /// other side stays where it is. A side that does not fit in memory is worked through on disk, by every task anew.
  case broadcast
  /// Both sides are sent to where their keys belong, unless they are there already.
  case shuffled
}

extension JoinStrategy {
  /// As Spark's `spark.sql.autoBroadcastJoinThreshold`.
  private static let broadcastBytes = 10 << 20

  /// Which of the ways to join to take.
  ///
  /// - Parameter alternatives: the shuffled join, then broadcast ones, whose first side input is what they send.
  static func choose(_ alternatives: [LineageNode], _ statistics: any PlanStatistics) -> Int {
    let sizes = alternatives.enumerated().dropFirst().compactMap { index, node in
      node.sideInputs.first.flatMap { statistics.estimatedBytes(of: $0) }.map { (index: index, bytes: $0) }
    }
    guard let smallest = sizes.min(by: { $0.bytes < $1.bytes }), smallest.bytes <= broadcastBytes else { return 0 }
    return smallest.index
  }
}

/// Whether it is left to the driver how to join: nobody said, and the shuffles are not there already.
@usableFromInline
func joinIsOpen(
  _ strategy: JoinStrategy, _ partitions: Int?, _ first: LineageNode, _ second: LineageNode, _ key: Any.Type
) -> Bool {
  guard strategy == .automatic, partitions == nil else { return false }
  let shared = partitionsToShare(nil, by: key, first, second)
  return !first.isPartitioned(by: key, shared) || !second.isPartitioned(by: key, shared)
}

extension LineageNode {
  /// A join that has several ways to be computed.
  @usableFromInline
  convenience init(
    choosing operation: StaticString, of elementType: Any.Type, among alternatives: [LineageNode],
    _ file: StaticString, _ line: UInt
  ) {
    self.init(
      operation.description, of: elementType, at: CallSite(file, line),
      kind: .choice(LineageChoice { JoinStrategy.choose($0, $1) }), parents: alternatives)
  }
}
