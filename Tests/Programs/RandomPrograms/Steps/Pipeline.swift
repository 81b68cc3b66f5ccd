import CroftDataset

/// A source and what is done to it, as a value: every process makes the same lineage of it.
struct Pipeline: Codable, Hashable, Sendable {
  var source: ProgramSource
  /// The keys' type to begin with.
  var keys: KeyKind
  var steps: [ProgramStep]

  /// The lineage, with keys of the given type at the end.
  func dataset<Key: ProgramKey>(keyedBy key: Key.Type) -> Dataset<(Key, Int)> {
    var pairs = source.pairs(keyedBy: keys.type)
    for step in steps { pairs = pairs.applying(step) }
    return pairs.keyed(by: key)
  }
}

enum ProgramSource: Codable, Hashable, Sendable {
  case parallelize([Row], partitions: Int?)
  /// The integers below `count`, of which the remainder by `keys` is the key.
  case range(count: Int, keys: Int, partitions: Int?)

  fileprivate func pairs<Key: ProgramKey>(keyedBy _: Key.Type) -> any AnyPairs {
    switch self {
    case .parallelize(let rows, let partitions):
      return Pairs(
        Dataset.parallelize(rows, partitions: partitions).map { (Key(number: $0.key, variant: $0.value), $0.value) })
    case .range(let count, let keys, let partitions):
      return Pairs(
        Dataset.range(0..<count, partitions: partitions).map { (Key(number: $0 % keys, variant: $0), $0) })
    }
  }
}

/// A dataset in the middle of a program, whatever its keys.
private protocol AnyPairs {
  func applying(_ step: ProgramStep) -> any AnyPairs
  func keyed<New: ProgramKey>(by key: New.Type) -> Dataset<(New, Int)>
}

private struct Pairs<Key: ProgramKey>: AnyPairs {
  let dataset: Dataset<(Key, Int)>

  init(_ dataset: Dataset<(Key, Int)>) { self.dataset = dataset }

  func applying(_ step: ProgramStep) -> any AnyPairs {
    switch step {
    case .narrow(let step): return Pairs(step.applied(to: dataset))
    case .wide(let step): return Pairs(step.applied(to: dataset))
    case .with(let side, let step):
      switch side {
      case .itself: return Pairs(step.applied(to: dataset, and: dataset))
      case .pipeline(let other): return Pairs(step.applied(to: dataset, and: other.dataset(keyedBy: Key.self)))
      }
    case .rekey(let kind): return rekeyed(by: kind.type)
    }
  }

  private func rekeyed<New: ProgramKey>(by key: New.Type) -> any AnyPairs { Pairs<New>(keyed(by: key)) }

  func keyed<New: ProgramKey>(by key: New.Type) -> Dataset<(New, Int)> {
    if let same = dataset as? Dataset<(New, Int)> { return same }
    return dataset.map { (New(number: $0.0.number, variant: $0.1), $0.1) }
  }
}
