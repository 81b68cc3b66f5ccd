/// The indexes of an array of tasks, as Slurm writes them: `1-1000`, `0-20:4`, `1,3,5-7`. A set in ascending order.
///
/// Finding the index of a task takes the logarithm of the number of ranges. Encoded, it is its text.
package struct ArrayIndices: Sendable, Equatable, CustomStringConvertible {
  /// From `first` in steps, so many of them.
  struct Progression: Sendable, Equatable {
    let first: Int
    let step: Int
    let count: Int

    var last: Int { first + (count - 1) * step }
  }

  /// Ascending, none within another.
  private let progressions: [Progression]
  /// How many indexes there are up to the end of each progression.
  private let counts: [Int]

  /// - Throws: a ``BatchError`` for what is no set of indexes, or more than ``BatchLimits/tasks`` of them.
  package init(_ text: String) throws(BatchError) {
    try self.init(progressions: ArrayGrammar.progressions(text))
  }

  init(progressions: [Progression]) throws(BatchError) {
    let ordered = progressions.sorted { $0.first < $1.first }
    var counts: [Int] = []
    for progression in ordered {
      counts.append((counts.last ?? 0) + progression.count)
      guard counts.last ?? 0 <= BatchLimits.tasks else { throw ArrayGrammar.tooMany }
    }
    let areApart = zip(ordered, ordered.dropFirst()).allSatisfy { $0.last < $1.first }
    self.progressions = areApart ? ordered : Self.union(ordered)
    self.counts = areApart ? counts : self.progressions.reduce(into: []) { $0.append(($0.last ?? 0) + $1.count) }
  }

  package var count: Int { counts.last ?? 0 }

  /// The index of a task. Traps if `task` is not in `0..<count`, as an array does.
  package subscript(task: Int) -> Int {
    precondition(task >= 0 && task < count, "task \(task) of an array of \(count)")
    var low = 0
    var high = counts.count - 1
    while low < high {
      let middle = (low + high) / 2
      if counts[middle] > task { high = middle } else { low = middle + 1 }
    }
    let before = low == 0 ? 0 : counts[low - 1]
    return progressions[low].first + (task - before) * progressions[low].step
  }

  package var description: String {
    progressions.map { part in
      if part.count == 1 { return "\(part.first)" }
      return part.step == 1 ? "\(part.first)-\(part.last)" : "\(part.first)-\(part.last):\(part.step)"
    }.joined(separator: ",")
  }

  /// Ranges that reach into one another are one set, in which an index is there once.
  private static func union(_ overlapping: [Progression]) -> [Progression] {
    let all = overlapping.flatMap { part in (0..<part.count).map { part.first + $0 * part.step } }.sorted()
    var cut: [Progression] = []
    for index in all {
      guard let part = cut.last else {
        cut.append(Progression(first: index, step: 1, count: 1))
        continue
      }
      let step = index - part.last
      if step == 0 { continue }
      if part.count == 1 || step == part.step {
        cut[cut.count - 1] = Progression(first: part.first, step: step, count: part.count + 1)
      } else {
        cut.append(Progression(first: index, step: 1, count: 1))
      }
    }
    return cut
  }
}

extension ArrayIndices: Codable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  package init(from decoder: any Decoder) throws {
    try self.init(try decoder.singleValueContainer().decode(String.self))
  }
}
