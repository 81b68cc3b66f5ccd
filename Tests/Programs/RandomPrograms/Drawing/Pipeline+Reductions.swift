extension Pipeline {
  /// This pipeline's steps and those of its sides.
  var allSteps: [ProgramStep] {
    steps.flatMap { step -> [ProgramStep] in
      if case .with(.pipeline(let side), _) = step { return [step] + side.allSteps }
      return [step]
    }
  }

  /// Pipelines with something left out: half of the rows or one step, here or in a side.
  var reductions: [Pipeline] {
    var simpler: [Pipeline] = []
    for index in steps.indices {
      var shorter = self
      shorter.steps.remove(at: index)
      simpler.append(shorter)
    }
    simpler += source.reductions.map { Pipeline(source: $0, keys: keys, steps: steps) }
    for (index, step) in steps.enumerated() {
      guard case .with(.pipeline(let side), let pairing) = step else { continue }
      for smaller in side.reductions {
        var other = self
        other.steps[index] = .with(.pipeline(smaller), pairing)
        simpler.append(other)
      }
    }
    return simpler
  }
}

extension ProgramSource {
  fileprivate var reductions: [ProgramSource] {
    switch self {
    case .range(let count, let keys, let partitions):
      return count > 0 ? [.range(count: count / 2, keys: keys, partitions: partitions)] : []
    case .parallelize(let rows, let partitions):
      guard !rows.isEmpty else { return [] }
      let half = (rows.count + 1) / 2
      var smaller = [Array(rows.prefix(rows.count - half)), Array(rows.suffix(rows.count - half))]
      // One by one when there are few.
      if rows.count <= 8 {
        smaller += rows.indices.map { index in Array(rows[..<index] + rows[(index + 1)...]) }
      }
      return smaller.map { .parallelize($0, partitions: partitions) }
    }
  }
}

extension ProgramStep {
  /// Whether it keeps partitions in an executor's memory.
  var keeps: Bool {
    switch self {
    case .narrow(.persist), .narrow(.cache), .narrow(.checkpoint): true
    default: false
    }
  }
}
