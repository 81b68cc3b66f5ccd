extension NarrowStep {
  /// What comes of the step; nil if it depends on an order that is not promised.
  func interpreted(on model: Model) -> Model? {
    switch self {
    case .map(let factor, let offset):
      return model.mapped(keepingKeys: false) {
        let value = Arithmetic.changed($0.value, factor: factor, offset: offset)
        return [Row(key: Arithmetic.moved($0.key, by: offset), value: value)]
      }
    case .filter(let divisor, let remainder):
      return model.mapped(keepingKeys: true) {
        Arithmetic.isIncluded($0.key, $0.value, divisor: divisor, remainder: remainder) ? [$0] : []
      }
    case .flatMap(let limit), .flatMapValues(let limit):
      return model.mapped(keepingKeys: true) { row in
        Arithmetic.copies(of: row.value, upTo: limit).map { Row(key: row.key, value: $0) }
      }
    case .keyBy(let divisor):
      return model.mapped(keepingKeys: false) { [Row(key: $0.value % divisor, value: $0.value)] }
    case .mapValues(let factor, let offset):
      return model.mapped(keepingKeys: true) {
        [Row(key: $0.key, value: Arithmetic.changed($0.value, factor: factor, offset: offset))]
      }
    case .keys: return model.mapped(keepingKeys: true) { [Row(key: $0.key, value: 1)] }
    case .values:
      return model.mapped(keepingKeys: false) { [Row(key: $0.value % Arithmetic.keyLimit, value: $0.value)] }
    case .glomAndFlatten, .named, .persist, .cache, .checkpoint, .crash: return model
    case .tap:
      var tapped = model
      if case .total(let total) = model.taps {
        tapped.taps = .total(model.rows.reduce(total) { $0 + $1.value })
      }
      return tapped
    case .coalesce(let most): return Self.coalesced(model, most)
    case .sample: return model.order == .partitions ? model.repeated().replaced(by: model.rows) : nil
    case .mapPartitions, .mapPartitionsSettingUp, .mapPartitionsWithIndex, .glom, .zipWithUniqueID:
      return partitionwise(model)
    case .zipWithIndex:
      guard model.order == .partitions || model.order == .sequence else { return nil }
      var next = 0
      return model.repeated().mapped(keepingKeys: true) {
        defer { next += 1 }
        return [Row(key: $0.key, value: Arithmetic.sum($0.value, next))]
      }
    }
  }

  private static func coalesced(_ model: Model, _ most: Int) -> Model {
    guard model.order == .partitions else { return model }
    var coalesced = model
    let (all, count) = (model.partitions, min(most, model.partitions.count))
    coalesced.partitions = (0..<count).map { group in
      Array(all[group * all.count / count..<(group + 1) * all.count / count].joined())
    }
    return coalesced
  }

  private func partitionwise(_ model: Model) -> Model? {
    guard model.order == .partitions else {
      // The other way round in each partition, whichever they are.
      return self == .mapPartitions ? model.replaced(by: model.rows, keysTogether: model.keepsKeysTogether) : nil
    }
    var changed = model
    for (index, rows) in model.partitions.enumerated() {
      changed.partitions[index] = changedPartition(rows, index, of: model.partitions.count)
    }
    if self == .glom || self == .mapPartitionsSettingUp { changed.keepsKeysTogether = false }
    return changed
  }

  private func changedPartition(_ rows: [Row], _ index: Int, of count: Int) -> [Row] {
    switch self {
    case .mapPartitionsSettingUp:
      var sum = 0
      let sums = rows.map { row in
        sum = Arithmetic.sum(sum, row.value)
        return Row(key: row.key, value: sum)
      }
      return sums + [Row(key: 0, value: sum)]
    case .mapPartitionsWithIndex: return rows.map { Row(key: $0.key, value: Arithmetic.sum($0.value, index)) }
    case .glom:
      return [Row(key: rows.count % Arithmetic.keyLimit, value: Arithmetic.folded(rows.map(\.value)))]
    case .zipWithUniqueID:
      return rows.enumerated().map { place, row in
        Row(key: row.key, value: Arithmetic.sum(row.value, index + place * count))
      }
    default: return rows.reversed()
    }
  }
}
