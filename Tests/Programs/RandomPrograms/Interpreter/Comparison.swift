extension Model {
  /// How rows that were computed differ from those that were expected, as far as anything is promised; nil if they
  /// don't.
  func difference(from computed: [Row]) -> String? {
    guard computed.sorted() == rows.sorted() else {
      return "expected in any order: \(Self.described(rows.sorted())), computed: \(Self.described(computed.sorted()))"
    }
    switch order {
    case .partitions, .sequence:
      return computed == rows ? nil : "expected: \(Self.described(rows)), computed: \(Self.described(computed))"
    case .keys(let ascending):
      let areSorted = zip(computed, computed.dropFirst()).allSatisfy {
        ascending ? $0.key <= $1.key : $0.key >= $1.key
      }
      return areSorted ? nil : "keys that are not in their order: \(Self.described(computed))"
    case .none: return nil
    }
  }

  /// The same for some of the rows, which have to be the first ones where there are such.
  func difference(fromSome computed: [Row], count expected: Int) -> String? {
    guard computed.count == expected else { return "expected \(expected) rows, computed \(Self.described(computed))" }
    if order == .partitions || order == .sequence {
      let first = Array(rows.prefix(expected))
      return computed == first ? nil : "expected: \(Self.described(first)), computed: \(Self.described(computed))"
    }
    return differenceOfSample(computed)
  }

  /// Rows that come more often than they are there.
  func differenceOfSample(_ computed: [Row]) -> String? {
    var left = Dictionary(rows.map { ($0, 1) }, uniquingKeysWith: +)
    for row in computed {
      guard let count = left[row], count > 0 else { return "computed \(row), which is not there so often" }
      left[row] = count - 1
    }
    return nil
  }

  private static func described(_ rows: [Row]) -> String {
    let shown = 200
    return "\(rows.prefix(shown))" + (rows.count > shown ? " and \(rows.count - shown) more" : "")
  }
}

/// How a value differs from what was expected; nil if it doesn't.
func mismatch<Value: Equatable>(_ computed: Value, _ expected: Value) -> String? {
  computed == expected ? nil : "expected: \(expected), computed: \(computed)"
}

/// The same for numbers that were rounded on the way.
func mismatch(_ computed: Double, near expected: Double) -> String? {
  let slack = 1e-9 * max(1, abs(expected))
  return abs(computed - expected) <= slack ? nil : "expected: \(expected), computed: \(computed)"
}
