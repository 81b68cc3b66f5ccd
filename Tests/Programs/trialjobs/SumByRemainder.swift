import Croft

/// Sums a range's integers by their remainder. Either of its two stages can be held at a gate.
struct SumByRemainder: Job {
  var count: Int
  var divisor: Int
  var partitions: Int?
  /// Held before a map task reads anything.
  var mapGate: TaskGate?
  /// Held before a reduce task gives anything.
  var reduceGate: TaskGate?

  var body: Action<[(Int, Int)]> {
    let (divisor, mapGate, reduceGate) = (divisor, mapGate, reduceGate)
    return Dataset.range(0..<count, partitions: partitions)
      .mapPartitions { elements in
        mapGate?.pass()
        return elements
      }
      .map { ($0 % divisor, $0) }
      .reduceByKey(+, partitions: partitions)
      .mapPartitions { sums in
        reduceGate?.pass()
        return sums
      }
      .collect()
  }
}
