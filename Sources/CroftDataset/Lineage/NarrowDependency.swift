/// Which of its parents' partitions each partition of a narrow operator reads, all of them in the same task.
package enum NarrowDependency: Sendable, Equatable {
  /// Partition for partition: every parent has equally many.
  case oneToOne
  /// The partitions of each parent, one parent after the other.
  case concatenation
  /// Neighbouring partitions of the one parent, in at most so many groups that differ in length by one at most.
  case groups(Int)
  /// Every partition of the first parent with every one of the second; those with the first one's partition 0 come
  /// first.
  case pairs

  /// How many partitions there are, from how many each parent has.
  ///
  /// - Throws: `UnequalPartitions` when parents that have to go hand in hand don't; `InvalidPartitionCount` when there
  ///   would be more than any dataset may have.
  package func partitionCount(parents: [Int]) throws -> Int {
    switch self {
    case .oneToOne:
      guard parents.allSatisfy({ $0 == parents[0] }) else { throw UnequalPartitions(counts: parents) }
      return parents[0]
    case .concatenation: return try parents.reduce(0) { try Self.checked($0.addingReportingOverflow($1)) }
    case .groups(let most): return min(most, parents[0])
    case .pairs: return try Self.checked(parents[0].multipliedReportingOverflow(by: parents[1]))
    }
  }

  /// What one partition reads: of which parents, which of their partitions, in order.
  package func inputs(of partition: Int, parents: [Int]) -> [(parent: Int, partitions: Range<Int>)] {
    switch self {
    case .oneToOne: return parents.indices.map { ($0, partition..<partition + 1) }
    case .concatenation:
      var first = 0
      for (parent, count) in parents.enumerated() {
        if partition < first + count { return [(parent, partition - first..<partition - first + 1)] }
        first += count
      }
      preconditionFailure("partition \(partition) of a union of \(first)")
    case .groups(let most):
      let count = min(most, parents[0])
      return [(0, partition * parents[0] / count..<(partition + 1) * parents[0] / count)]
    case .pairs:
      let (first, second) = (partition / parents[1], partition % parents[1])
      return [(0, first..<first + 1), (1, second..<second + 1)]
    }
  }

  private static func checked(_ count: (partialValue: Int, overflow: Bool)) throws -> Int {
    guard !count.overflow, count.partialValue <= PartitionCount.maximum else {
      throw InvalidPartitionCount(
        asked: count.overflow ? .max : count.partialValue, maximum: PartitionCount.maximum)
    }
    return count.partialValue
  }
}

/// Datasets that are to be gone through hand in hand and can't.
package struct UnequalPartitions: Error, Equatable, CustomStringConvertible {
  package let counts: [Int]

  package var description: String {
    """
    its inputs have \(counts.map(String.init).joined(separator: " and ")) partitions, and equally many are needed: \
    give the sources, or a repartition before it, the same number
    """
  }
}
