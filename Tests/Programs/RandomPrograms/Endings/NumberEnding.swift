import CroftDataset

/// Actions that give an integer.
enum NumberEnding<Key: ProgramKey>: ProgramEnding {
  case count
  case countApproxDistinct
  case sum
  case fold
  case aggregate
  case aggregateInPlace
  case treeAggregate(depth: Int)

  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<Int> {
    switch self {
    case .count: dataset.count()
    case .countApproxDistinct: dataset.values().countApproxDistinct()
    case .sum: dataset.values().sum()
    case .fold: dataset.values().fold(0) { Arithmetic.sum($0, $1) }
    case .aggregate:
      dataset.aggregate(0) {
        Arithmetic.sum($0, $1.1)
      } combining: {
        Arithmetic.sum($0, $1)
      }
    case .aggregateInPlace:
      dataset.aggregate(into: 0) {
        $0 = Arithmetic.sum($0, $1.1)
      } combining: {
        $0 = Arithmetic.sum($0, $1)
      }
    case .treeAggregate(let depth):
      dataset.treeAggregate(0, depth: depth) {
        Arithmetic.sum($0, $1.1)
      } combining: {
        Arithmetic.sum($0, $1)
      }
    }
  }

  func difference(of output: Int, from model: Model, saved: () throws -> [String]) -> String? {
    let values = model.rows.map(\.value)
    switch self {
    case .count: return mismatch(output, model.count)
    case .countApproxDistinct:
      let exact = Set(values).count
      // Six times the standard deviation that was asked for.
      let slack = max(3, exact * 3 / 10)
      return abs(output - exact) <= slack ? nil : "expected about \(exact), computed: \(output)"
    case .sum: return mismatch(output, values.reduce(0, +))
    case .fold, .aggregate, .aggregateInPlace, .treeAggregate:
      return mismatch(output, values.reduce(0, Arithmetic.sum))
    }
  }
}

/// Whether there are rows.
struct EmptinessEnding<Key: ProgramKey>: ProgramEnding {
  var runsEverythingOnce: Bool { false }

  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<Bool> { dataset.isEmpty() }

  func difference(of output: Bool, from model: Model, saved: () throws -> [String]) -> String? {
    mismatch(output, model.count == 0)
  }
}

/// How many rows there are of each key.
struct CountsEnding<Key: ProgramKey>: ProgramEnding {
  /// `countByValue` of the keys, instead of `countByKey`.
  var countsValues: Bool

  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<[Key: Int]> {
    countsValues ? dataset.keys().countByValue() : dataset.countByKey()
  }

  func difference(of output: [Key: Int], from model: Model, saved: () throws -> [String]) -> String? {
    let computed = output.map { Row(key: $0.number, value: $1) }.sorted()
    return mismatch(computed, model.groups.map { Row(key: $0, value: $1.count) }.sorted())
  }
}

/// The values of a key.
struct LookupEnding<Key: ProgramKey>: ProgramEnding {
  var key: Int

  var runsEverythingOnce: Bool { false }

  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<[Int]> {
    dataset.lookup(Key(number: key, variant: 1))
  }

  func difference(of output: [Int], from model: Model, saved: () throws -> [String]) -> String? {
    let expected = model.rows.filter { $0.key == key }.map(\.value)
    return model.hasSequence
      ? mismatch(output, expected) : mismatch(output.sorted(), expected.sorted())
  }
}
