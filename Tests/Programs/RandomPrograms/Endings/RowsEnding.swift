import CroftDataset

/// Actions that give rows.
enum RowsEnding<Key: ProgramKey>: ProgramEnding {
  case collect
  case take(Int)
  case top(Int)
  case takeOrdered(Int)
  case takeSample(Int, withReplacement: Bool, seed: UInt64)

  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<[(Key, Int)]> {
    switch self {
    case .collect: return dataset.collect()
    case .take(let limit): return dataset.take(limit)
    case .top(let limit): return dataset.top(limit) { $0 < $1 }
    case .takeOrdered(let limit): return dataset.takeOrdered(limit) { $0 < $1 }
    case .takeSample(let count, let withReplacement, let seed):
      return dataset.takeSample(count, withReplacement: withReplacement, seed: seed)
    }
  }

  var runsEverythingOnce: Bool { if case .take = self { false } else { true } }

  func difference(of output: [(Key, Int)], from model: Model, saved: () throws -> [String]) -> String? {
    let computed = output.map { Row($0) }
    switch self {
    case .collect: return model.difference(from: computed)
    case .take(let limit): return model.difference(fromSome: computed, count: min(limit, model.count))
    case .top(let limit):
      return mismatch(computed, Array(model.rows.sorted(by: >).prefix(limit)))
    case .takeOrdered(let limit): return mismatch(computed, Array(model.rows.sorted().prefix(limit)))
    case .takeSample(let count, let withReplacement, _):
      let expected = withReplacement ? (model.count == 0 ? 0 : count) : min(count, model.count)
      if computed.count != expected { return "expected \(expected) rows, computed \(computed)" }
      return withReplacement
        ? (Set(computed).isSubset(of: model.rows) ? nil : "computed rows that are not there: \(computed)")
        : model.differenceOfSample(computed)
    }
  }
}

/// Actions that give a row, or nothing.
enum RowEnding<Key: ProgramKey>: ProgramEnding {
  case first
  /// The first row's key with the last row's value: associative, but not commutative.
  case reduceInOrder
  case reduce
  case treeReduce(depth: Int)
  case min
  case max

  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<(Key, Int)?> {
    switch self {
    case .first: dataset.first()
    case .reduceInOrder: dataset.reduce { ($0.0, $1.1) }
    case .reduce: dataset.reduce { (Swift.max($0.0, $1.0), Arithmetic.sum($0.1, $1.1)) }
    case .treeReduce(let depth):
      dataset.treeReduce(depth: depth) { (Swift.max($0.0, $1.0), Arithmetic.sum($0.1, $1.1)) }
    case .min: dataset.min { $0 < $1 }
    case .max: dataset.max { $0 < $1 }
    }
  }

  func isDetermined(by model: Model) -> Bool { self != .reduceInOrder || model.hasSequence }

  var runsEverythingOnce: Bool { self != .first }

  func difference(of output: (Key, Int)?, from model: Model, saved: () throws -> [String]) -> String? {
    let computed = output.map { Row($0) }
    switch self {
    case .first:
      return model.difference(fromSome: computed.map { [$0] } ?? [], count: Swift.min(1, model.count))
    case .reduceInOrder:
      let rows = model.rows
      let expected = rows.first.flatMap { first in rows.last.map { Row(key: first.key, value: $0.value) } }
      return mismatch(computed, expected)
    case .reduce, .treeReduce:
      let greatest = model.rows.map(\.key).max()
      // A single row is not added to 0, but values are below the limit anyway.
      let expected = greatest.map { Row(key: $0, value: model.rows.map(\.value).reduce(0, Arithmetic.sum)) }
      return mismatch(computed, expected)
    case .min: return mismatch(computed, model.rows.min())
    case .max: return mismatch(computed, model.rows.max())
    }
  }
}
