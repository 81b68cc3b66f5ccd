import CroftDataset

/// What shuffles one dataset.
enum WideStep: Codable, Hashable, Sendable {
  case repartition(Int)
  case partitionBy(Int?)
  case partitionByFunction(Int)
  case distinct(Int?)
  case groupByKey(Int?)
  case groupBy(divisor: Int, Int?)
  case reduceByKey(Int?)
  case aggregateByKey(Int?)
  case aggregateByKeyInPlace(Int?)
  case foldByKey(Int?)
  case combineByKey(Int?)
  case sortBy(ascending: Bool, Int?)
  case sortByKey(ascending: Bool, Int?)
  /// By key and value.
  case sorted(Int?)
  /// And then each value becomes the number of the row among those of its key.
  case repartitionAndSortWithinPartitions(ascending: Bool, Int?)
  /// Right only where the pairs of a key lie in one partition.
  case reduceWithinPartitions
}

extension WideStep {
  func applied<Key: ProgramKey>(to dataset: Dataset<(Key, Int)>) -> Dataset<(Key, Int)> {
    switch self {
    case .repartition(let partitions): return dataset.repartition(partitions)
    case .partitionBy(let partitions): return dataset.partitionBy(partitions: partitions)
    case .partitionByFunction(let partitions):
      return dataset.partitionBy(partitions: partitions) { $0.number % partitions }
    case .distinct(let partitions):
      return dataset.map { Entry($0) }.distinct(partitions: partitions).map { $0.pair }
    case .sortBy(let ascending, let partitions):
      return dataset.sortBy(ascending: ascending, partitions: partitions) { $0.1 }
    case .sortByKey(let ascending, let partitions):
      return dataset.sortByKey(ascending: ascending, partitions: partitions)
    case .sorted(let partitions): return dataset.sorted(partitions: partitions) { $0 < $1 }
    case .repartitionAndSortWithinPartitions(let ascending, let partitions):
      return dataset.repartitionAndSortWithinPartitions(ascending: ascending, partitions: partitions)
        .mapPartitions { Self.countingAlong($0, ascending) }
    case .reduceWithinPartitions:
      return dataset.mapPartitions { pairs in
        var sums: [Key: Int] = [:]
        for (key, value) in pairs { sums[key] = Arithmetic.sum(sums[key] ?? 0, value) }
        // A dictionary's own order is another one each time.
        return sums.map { ($0, $1) }.sorted { $0.0 < $1.0 }
      }
    case .groupByKey, .groupBy, .reduceByKey, .aggregateByKey, .aggregateByKeyInPlace, .foldByKey, .combineByKey:
      return combined(dataset)
    }
  }

  /// Each row's value is the number of rows of its key so far, as long as those follow one another; and -1 where keys
  /// are not in their order.
  private static func countingAlong<Key: ProgramKey>(_ pairs: [(Key, Int)], _ ascending: Bool) -> [(Key, Int)] {
    var (last, count): (Key?, Int) = (nil, 0)
    return pairs.map { pair in
      let isMisplaced = last.map { ascending ? pair.0 < $0 : $0 < pair.0 } ?? false
      count = pair.0 == last ? count + 1 : 1
      last = pair.0
      return (pair.0, isMisplaced ? -1 : count)
    }
  }

  private func combined<Key: ProgramKey>(_ dataset: Dataset<(Key, Int)>) -> Dataset<(Key, Int)> {
    switch self {
    case .groupByKey(let partitions):
      return dataset.groupByKey(partitions: partitions).mapValues { Arithmetic.folded($0) }
    case .groupBy(let divisor, let partitions):
      return dataset.groupBy(partitions: partitions) { Key(number: $0.1 % divisor, variant: $0.1) }
        .mapValues { Arithmetic.folded($0.map { Arithmetic.sum($0.0.number, $0.1) }) }
    case .aggregateByKey(let partitions):
      return dataset.aggregateByKey((0, 0), partitions: partitions) {
        ($0.0 + 1, max($0.1, $1))
      } combining: {
        ($0.0 + $1.0, max($0.1, $1.1))
      }.mapValues { Arithmetic.joined($0.0, $0.1) }
    case .aggregateByKeyInPlace(let partitions):
      return dataset.aggregateByKey(into: Set<Int>(), partitions: partitions) {
        $0.insert($1)
      } combining: {
        $0.formUnion($1)
      }.mapValues { Arithmetic.folded(Array($0)) }
    case .foldByKey(let partitions):
      return dataset.foldByKey(0, partitions: partitions) { Arithmetic.sum($0, $1) }
    case .combineByKey(let partitions):
      return dataset.combineByKey(
        partitions: partitions, create: { [$0] }, add: { $0.append($1) }, merge: { $0 += $1 }
      ).mapValues { Arithmetic.folded($0) }
    case .reduceByKey(let partitions): return dataset.reduceByKey(Arithmetic.sum, partitions: partitions)
    default: preconditionFailure("\(self) combines nothing")
    }
  }
}
