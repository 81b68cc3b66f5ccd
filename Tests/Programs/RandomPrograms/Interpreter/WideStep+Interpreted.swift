extension WideStep {
  /// What comes of the step; nil if it depends on an order that is not promised.
  func interpreted(on model: Model) -> Model? {
    switch self {
    case .repartition: return model.replaced(by: model.rows)
    case .partitionBy, .partitionByFunction: return model.replaced(by: model.rows, keysTogether: true)
    case .distinct: return model.replaced(by: Array(Set(model.rows)))
    case .groupByKey, .combineByKey: return grouped(model) { Arithmetic.folded($0) }
    case .aggregateByKeyInPlace: return grouped(model) { Arithmetic.folded(Array(Set($0))) }
    case .aggregateByKey: return grouped(model) { Arithmetic.joined($0.count, $0.max()) }
    case .reduceByKey, .foldByKey: return grouped(model) { $0.reduce(0, Arithmetic.sum) }
    case .repartitionAndSortWithinPartitions:
      let rows = model.groups.flatMap { key, values in values.indices.map { Row(key: key, value: $0 + 1) } }
      return model.replaced(by: rows, keysTogether: true)
    case .reduceWithinPartitions:
      return model.keepsKeysTogether ? grouped(model) { $0.reduce(0, Arithmetic.sum) } : nil
    case .groupBy(let divisor, _):
      let rekeyed = model.mapped(keepingKeys: false) {
        [Row(key: $0.value % divisor, value: Arithmetic.sum($0.key, $0.value))]
      }
      return grouped(rekeyed) { Arithmetic.folded($0) }
    case .sortBy(let ascending, _):
      return sorted(model, otherwise: .none) { ascending ? $0.value < $1.value : $1.value < $0.value }
    case .sortByKey(let ascending, _):
      return sorted(model, otherwise: .keys(ascending: ascending), keysTogether: true) {
        ascending ? $0.key < $1.key : $1.key < $0.key
      }
    case .sorted: return sorted(model, otherwise: .sequence) { $0 < $1 }
    }
  }

  private func grouped(_ model: Model, _ combine: ([Int]) -> Int) -> Model {
    model.replaced(by: model.groups.map { Row(key: $0, value: combine($1)) }, keysTogether: true)
  }

  /// - Parameter order: what is known of the result where the order of equal rows before is not.
  private func sorted(
    _ model: Model, otherwise order: Model.Order, keysTogether: Bool = false, _ isLess: (Row, Row) -> Bool
  ) -> Model {
    let isKnown = model.order == .partitions || model.order == .sequence
    let rows = model.rows.enumerated().sorted {
      if isLess($0.element, $1.element) { return true }
      return isLess($1.element, $0.element) ? false : $0.offset < $1.offset
    }
    var sorted = model.replaced(by: rows.map(\.element), keysTogether: keysTogether)
    sorted.order = isKnown ? .sequence : order
    return sorted
  }
}
