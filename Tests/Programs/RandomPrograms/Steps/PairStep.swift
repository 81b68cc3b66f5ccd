import CroftDataset

/// What brings two datasets together.
enum PairStep: Codable, Hashable, Sendable {
  case union
  case zip
  case zipPartitions
  case join(JoinStrategy, Int?)
  case leftOuterJoin(JoinStrategy, Int?)
  case rightOuterJoin(JoinStrategy, Int?)
  case fullOuterJoin(Int?)
  /// Of so many datasets: this one, and the other one again and again.
  case cogroup(datasets: Int, Int?)
  case cartesian
  case intersection(Int?)
  case subtract(JoinStrategy, Int?)
  case subtractByKey(JoinStrategy, Int?)
}

extension PairStep {
  func applied<Key: ProgramKey>(
    to first: Dataset<(Key, Int)>, and second: Dataset<(Key, Int)>
  ) -> Dataset<(Key, Int)> {
    switch self {
    case .union: return first.union(second)
    case .zip: return first.zip(second.mapValues { $0 / 2 }).map { ($0.0.0, Arithmetic.joined($0.0.1, $0.1.1)) }
    case .zipPartitions:
      return first.zipPartitions(second) { some, others in
        some.map { ($0.0, Arithmetic.joined($0.1, others.count)) } + others.prefix(1)
      }
    case .cartesian: return first.cartesian(second).map { ($0.0.0, Arithmetic.joined($0.0.1, $0.1.1)) }
    case .intersection(let partitions):
      return first.map { Entry($0) }.intersection(second.map { Entry($0) }, partitions: partitions).map { $0.pair }
    case .subtract(let strategy, let partitions):
      return first.map { Entry($0) }
        .subtract(second.map { Entry($0) }, strategy: strategy, partitions: partitions).map { $0.pair }
    case .subtractByKey(let strategy, let partitions):
      return first.subtractByKey(second, strategy: strategy, partitions: partitions)
    case .cogroup: return cogrouped(first, second)
    case .join, .leftOuterJoin, .rightOuterJoin, .fullOuterJoin: return joined(first, second)
    }
  }

  private func joined<Key: ProgramKey>(
    _ first: Dataset<(Key, Int)>, _ second: Dataset<(Key, Int)>
  ) -> Dataset<(Key, Int)> {
    switch self {
    case .leftOuterJoin(let strategy, let partitions):
      return first.leftOuterJoin(second, strategy: strategy, partitions: partitions)
        .mapValues { Arithmetic.joined($0.0, $0.1) }
    case .rightOuterJoin(let strategy, let partitions):
      return first.rightOuterJoin(second, strategy: strategy, partitions: partitions)
        .mapValues { Arithmetic.joined($0.0, $0.1) }
    case .fullOuterJoin(let partitions):
      return first.fullOuterJoin(second, partitions: partitions).mapValues { Arithmetic.joined($0.0, $0.1) }
    case .join(let strategy, let partitions):
      return first.join(second, strategy: strategy, partitions: partitions).mapValues { Arithmetic.joined($0.0, $0.1) }
    default: preconditionFailure("\(self) joins nothing")
    }
  }

  private func cogrouped<Key: ProgramKey>(
    _ first: Dataset<(Key, Int)>, _ second: Dataset<(Key, Int)>
  ) -> Dataset<(Key, Int)> {
    guard case .cogroup(let datasets, let partitions) = self else { preconditionFailure("\(self) groups nothing") }
    switch datasets {
    case 2:
      return first.cogroup(second, partitions: partitions).mapValues { Self.folded([$0.0, $0.1]) }
    case 3:
      return first.cogroup(second, first, partitions: partitions).mapValues { Self.folded([$0.0, $0.1, $0.2]) }
    default:
      return first.cogroup(second, first, second, partitions: partitions)
        .mapValues { Self.folded([$0.0, $0.1, $0.2, $0.3]) }
    }
  }

  /// The lists that `cogroup` gives for a key, in one number.
  static func folded(_ lists: [[Int]]) -> Int {
    lists.reduce(1) { Arithmetic.joined($0, Arithmetic.folded($1)) }
  }
}
