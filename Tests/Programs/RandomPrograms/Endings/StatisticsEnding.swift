import CroftDataset

struct MeanEnding<Key: ProgramKey>: ProgramEnding {
  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<Double?> { dataset.values().mean() }

  func difference(of output: Double?, from model: Model, saved: () throws -> [String]) -> String? {
    guard let output, model.count > 0 else { return mismatch(output == nil, model.count == 0) }
    return mismatch(output, near: model.mean)
  }
}

struct StatisticsEnding<Key: ProgramKey>: ProgramEnding {
  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<Statistics?> { dataset.values().stats() }

  func difference(of output: Statistics?, from model: Model, saved: () throws -> [String]) -> String? {
    guard let output, model.count > 0 else { return mismatch(output == nil, model.count == 0) }
    let values = model.rows.map { Double($0.value) }
    let mean = model.mean
    return mismatch(output.count, values.count)
      ?? mismatch(output.min, values.min() ?? 0)
      ?? mismatch(output.max, values.max() ?? 0)
      ?? mismatch(output.mean, near: mean)
      ?? mismatch(
        output.squaredDeviations, near: values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
  }
}

/// Buckets of equal width.
struct HistogramEnding<Key: ProgramKey>: ProgramEnding {
  var buckets: Int

  /// Once for the extremes.
  var runsEverythingOnce: Bool { false }

  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<Histogram?> {
    dataset.values().histogram(buckets: buckets)
  }

  func difference(of output: Histogram?, from model: Model, saved: () throws -> [String]) -> String? {
    let values = model.rows.map { Double($0.value) }
    guard let output, let least = values.min(), let greatest = values.max() else {
      return mismatch(output == nil, values.isEmpty)
    }
    let count = least == greatest ? 1 : buckets
    if output.bounds.count != count + 1 { return "expected \(count) buckets, computed \(output)" }
    for (index, bound) in output.bounds.enumerated() {
      let even = least + (greatest - least) * Double(index) / Double(count)
      if let difference = mismatch(bound, near: even) { return difference }
    }
    return mismatch(output.counts, model.counts(between: output.bounds))
  }
}

struct BoundedHistogramEnding<Key: ProgramKey>: ProgramEnding {
  var bounds: [Double]

  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<Histogram> {
    dataset.values().histogram(bounds: bounds)
  }

  func difference(of output: Histogram, from model: Model, saved: () throws -> [String]) -> String? {
    mismatch(output.counts, model.counts(between: bounds))
  }
}

extension Model {
  fileprivate var mean: Double { Double(rows.reduce(0) { $0 + $1.value }) / Double(count) }

  /// How many values lie between neighbouring bounds; the last one belongs to the last bucket.
  fileprivate func counts(between bounds: [Double]) -> [Int] {
    (0..<bounds.count - 1).map { bucket in
      rows.count { row in
        let value = Double(row.value)
        let isLast = bucket == bounds.count - 2 && value == bounds[bucket + 1]
        return value >= bounds[bucket] && (value < bounds[bucket + 1] || isLast)
      }
    }
  }
}
