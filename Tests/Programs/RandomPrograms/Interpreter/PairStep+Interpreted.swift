extension PairStep {
  /// What comes of the step; nil if it depends on an order that is not promised, or is too large.
  ///
  /// - Parameter areOne: whether both sides are one dataset.
  func interpreted(on first: Model, and second: Model, areOne: Bool) -> Model? {
    let model = first.addingTaps(of: second)
    switch self {
    case .union: return Self.union(model, second)
    case .zip, .zipPartitions: return zipped(model, second)
    case .cartesian:
      guard first.count * second.count <= Model.maximumRows else { return nil }
      let rows = first.rows.flatMap { row in
        second.rows.map { Row(key: row.key, value: Arithmetic.joined(row.value, $0.value)) }
      }
      return model.repeated().replaced(by: rows)
    case .intersection: return model.replaced(by: Array(Set(first.rows).intersection(second.rows)))
    case .subtract:
      let others = Set(second.rows)
      return model.replaced(by: first.rows.filter { !others.contains($0) })
    case .subtractByKey:
      let others = Set(second.rows.map(\.key))
      return model.replaced(by: first.rows.filter { !others.contains($0.key) })
    case .cogroup(let datasets, _):
      let (some, others) = (first.groups, second.groups)
      let rows = Set(some.keys).union(others.keys).map { key in
        let lists = (0..<datasets).map { ($0 % 2 == 0 ? some : others)[key] ?? [] }
        return Row(key: key, value: Self.folded(lists))
      }
      // The first dataset, and the second of four, are read again.
      return (datasets > 2 ? model.repeated() : model).replaced(by: rows, keysTogether: true)
    case .join, .leftOuterJoin, .rightOuterJoin, .fullOuterJoin:
      return joined(first.groups, second.groups).map { model.replaced(by: $0) }
    }
  }

  private static func union(_ model: Model, _ other: Model) -> Model {
    let sequences: [Model.Order] = [.partitions, .sequence]
    guard sequences.contains(model.order), sequences.contains(other.order) else {
      return model.replaced(by: model.rows + other.rows)
    }
    var union = model
    union.partitions += other.partitions
    union.keepsKeysTogether = false
    if other.order == .sequence { union.order = .sequence }
    return union
  }

  private func zipped(_ model: Model, _ other: Model) -> Model? {
    guard model.order == .partitions, other.order == .partitions, model.partitions.count == other.partitions.count
    else { return nil }
    var zipped = model
    for (index, (rows, others)) in Swift.zip(model.partitions, other.partitions).enumerated() {
      if self == .zip {
        guard rows.count == others.count else { return nil }
        zipped.partitions[index] = Swift.zip(rows, others).map {
          Row(key: $0.key, value: Arithmetic.joined($0.value, $1.value / 2))
        }
      } else {
        zipped.partitions[index] =
          rows.map { Row(key: $0.key, value: Arithmetic.joined($0.value, others.count)) } + others.prefix(1)
      }
    }
    zipped.keepsKeysTogether = false
    return zipped
  }

  private func joined(_ some: [Int: [Int]], _ others: [Int: [Int]]) -> [Row]? {
    var (keepsFirst, keepsSecond) = (false, false)
    switch self {
    case .leftOuterJoin: keepsFirst = true
    case .rightOuterJoin: keepsSecond = true
    case .fullOuterJoin: (keepsFirst, keepsSecond) = (true, true)
    default: break
    }
    var rows: [Row] = []
    for key in Set(some.keys).union(others.keys) {
      var (first, second): ([Int?], [Int?]) = (some[key] ?? [], others[key] ?? [])
      if second.isEmpty && keepsFirst { second = [nil] }
      if first.isEmpty && keepsSecond { first = [nil] }
      guard rows.count + first.count * second.count <= Model.maximumRows else { return nil }
      for one in first { rows += second.map { Row(key: key, value: Arithmetic.joined(one, $0)) } }
    }
    return rows
  }
}
