import CroftDataset

/// What needs no shuffle.
enum NarrowStep: Codable, Hashable, Sendable {
  case map(factor: Int, offset: Int)
  case filter(divisor: Int, remainder: Int)
  case flatMap(limit: Int)
  /// Each partition the other way round.
  case mapPartitions
  /// Running sums, and the last of them once more for a partition's end.
  case mapPartitionsSettingUp
  case mapPartitionsWithIndex
  /// One row for each partition.
  case glom
  /// Back and forth.
  case glomAndFlatten
  case keyBy(divisor: Int)
  case mapValues(factor: Int, offset: Int)
  case flatMapValues(limit: Int)
  case keys
  case values
  case tap
  /// A sample, and with it all rows that are not in it.
  case sample(fraction: Double, withReplacement: Bool, seed: UInt64)
  case coalesce(Int)
  case zipWithIndex
  case zipWithUniqueID
  case named(String)
  case persist(StorageLevel)
  case cache
  case checkpoint
  /// Kills the executor that is the first to come here; the file says that it has happened.
  case crash(file: String)
}

extension NarrowStep {
  /// What taps of all programs add to.
  static let tapped = Accumulator<Int>.sum("tapped")

  func applied<Key: ProgramKey>(to dataset: Dataset<(Key, Int)>) -> Dataset<(Key, Int)> {
    switch self {
    case .map(let factor, let offset):
      return dataset.map {
        let value = Arithmetic.changed($0.1, factor: factor, offset: offset)
        return (Key(number: Arithmetic.moved($0.0.number, by: offset), variant: value), value)
      }
    case .filter(let divisor, let remainder):
      return dataset.filter { Arithmetic.isIncluded($0.0.number, $0.1, divisor: divisor, remainder: remainder) }
    case .flatMap(let limit):
      return dataset.flatMap { pair in Arithmetic.copies(of: pair.1, upTo: limit).map { (pair.0, $0) } }
    case .keyBy(let divisor):
      return dataset.keyBy { Key(number: $0.1 % divisor, variant: $0.1) }.mapValues { $0.1 }
    case .mapValues(let factor, let offset):
      return dataset.mapValues { Arithmetic.changed($0, factor: factor, offset: offset) }
    case .flatMapValues(let limit): return dataset.flatMapValues { Arithmetic.copies(of: $0, upTo: limit) }
    case .keys: return dataset.keys().map { ($0, 1) }
    case .values: return dataset.values().map { (Key(number: $0 % Arithmetic.keyLimit, variant: $0), $0) }
    case .tap: return dataset.tap(Self.tapped) { $0.1 == 0 ? nil : $0.1 }
    case .coalesce(let partitions): return dataset.coalesce(partitions)
    case .named(let name): return dataset.named(name)
    case .persist(let level): return dataset.persist(level)
    case .cache: return dataset.cache()
    case .checkpoint: return dataset.checkpoint()
    case .crash(let file): return dataset.tap { _ in Crash.happenOnce(file) }
    case .mapPartitions, .mapPartitionsSettingUp, .mapPartitionsWithIndex, .glom, .glomAndFlatten:
      return partitionwise(dataset)
    case .sample, .zipWithIndex, .zipWithUniqueID: return numbered(dataset)
    }
  }

  private func partitionwise<Key: ProgramKey>(_ dataset: Dataset<(Key, Int)>) -> Dataset<(Key, Int)> {
    switch self {
    case .mapPartitionsSettingUp:
      return dataset.mapPartitions(
        settingUp: { _ in 0 },
        each: { (sum: inout Int, pair, emit: ((Key, Int)) throws -> Void) in
          sum = Arithmetic.sum(sum, pair.1)
          try emit((pair.0, sum))
        },
        atEnd: { sum, emit in try emit((Key(number: 0, variant: sum), sum)) })
    case .mapPartitionsWithIndex:
      return dataset.mapPartitionsWithIndex { index, pairs in pairs.map { ($0.0, Arithmetic.sum($0.1, index)) } }
    case .glom:
      return dataset.glom().map { pairs in
        (Key(number: pairs.count % Arithmetic.keyLimit, variant: 0), Arithmetic.folded(pairs.map(\.1)))
      }
    case .glomAndFlatten: return dataset.glom().flatMap { $0 }
    default: return dataset.mapPartitions { $0.reversed() }
    }
  }

  /// Numbers tell equal rows apart, so that a row of a sample is not taken for another one.
  private func numbered<Key: ProgramKey>(_ dataset: Dataset<(Key, Int)>) -> Dataset<(Key, Int)> {
    switch self {
    case .sample(let fraction, let withReplacement, let seed):
      let rows = dataset.zipWithUniqueID().map { ($0.1, Entry($0.0)) }
      let sample = rows.sample(fraction: fraction, withReplacement: withReplacement, seed: seed)
      let chosen = withReplacement ? sample.reduceByKey { first, _ in first } : sample
      return rows.subtractByKey(chosen).union(chosen).values().map { $0.pair }
    case .zipWithIndex: return dataset.zipWithIndex().map { ($0.0.0, Arithmetic.sum($0.0.1, $0.1)) }
    default: return dataset.zipWithUniqueID().map { ($0.0.0, Arithmetic.sum($0.0.1, $0.1)) }
    }
  }
}
