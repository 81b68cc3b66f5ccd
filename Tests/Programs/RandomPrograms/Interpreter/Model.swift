/// What a dataset holds according to the interpreter: arrays, and how much of their order is promised.
struct Model {
  /// What the library promises of the rows' order.
  enum Order: Equatable {
    /// Which rows are in which partition, and their order there.
    case partitions
    /// All of the rows' order, but not where partitions begin.
    case sequence
    /// That keys follow one another in their order.
    case keys(ascending: Bool)
    case none
  }

  /// What accumulators have got.
  enum Taps: Equatable {
    case total(Int)
    /// Something ran more than once, or only in part.
    case unknown
  }

  /// Rows by partition where the partitions are known, else in one array.
  var partitions: [[Row]]
  var order: Order
  /// Whether the rows of a key are in one partition.
  var keepsKeysTogether = false
  var taps = Taps.total(0)

  var rows: [Row] { partitions.flatMap { $0 } }
  var count: Int { partitions.reduce(0) { $0 + $1.count } }

  /// More are no use to a test.
  static let maximumRows = 3000

  /// What a source makes.
  init(_ source: ProgramSource, parallelism: Int) {
    let (rows, partitions) = Self.contents(of: source)
    let count = partitions ?? parallelism
    self.partitions = (0..<count).map { Array(rows[$0 * rows.count / count..<($0 + 1) * rows.count / count]) }
    order = .partitions
  }

  private static func contents(of source: ProgramSource) -> (rows: [Row], partitions: Int?) {
    switch source {
    case .parallelize(let rows, let partitions): (rows, partitions)
    case .range(let count, let keys, let partitions): ((0..<count).map { Row(key: $0 % keys, value: $0) }, partitions)
    }
  }

  /// Each row replaced by others in its place.
  func mapped(keepingKeys keepsKeys: Bool, _ transform: (Row) -> [Row]) -> Model {
    var model = self
    model.partitions = partitions.map { $0.flatMap(transform) }
    if !keepsKeys {
      if case .keys = order { model.order = .none }
      model.keepsKeysTogether = false
    }
    return model
  }

  /// Other rows whose order is not promised.
  func replaced(by rows: [Row], keysTogether: Bool = false) -> Model {
    var model = self
    model.partitions = [rows]
    model.order = .none
    model.keepsKeysTogether = keysTogether
    return model
  }

  /// The same, but that tasks before here run again.
  func repeated() -> Model {
    var model = self
    if taps != .total(0) { model.taps = .unknown }
    return model
  }

  /// The taps of this dataset and another one.
  func addingTaps(of other: Model) -> Model {
    var model = self
    if case .total(let own) = taps, case .total(let others) = other.taps {
      model.taps = .total(own + others)
    } else {
      model.taps = .unknown
    }
    return model
  }

  /// All values by key.
  var groups: [Int: [Int]] { Dictionary(grouping: rows, by: \.key).mapValues { $0.map(\.value) } }
}

extension Pipeline {
  /// What the pipeline comes to; nil if that is not determined, or too large.
  func interpreted(parallelism: Int) -> Model? {
    var model = Model(source, parallelism: parallelism)
    for step in steps {
      guard let next = model.applying(step, parallelism: parallelism), next.count <= Model.maximumRows else {
        return nil
      }
      model = next
    }
    return model
  }
}

extension Model {
  /// The dataset after one more step; nil if what comes of it is not determined.
  func applying(_ step: ProgramStep, parallelism: Int) -> Model? {
    switch step {
    case .narrow(let step): return step.interpreted(on: self)
    case .wide(let step): return step.interpreted(on: self)
    case .rekey: return self
    case .with(.itself, let step): return step.interpreted(on: repeated(), and: repeated(), areOne: true)
    case .with(.pipeline(let side), let step):
      guard let other = side.interpreted(parallelism: parallelism) else { return nil }
      return step.interpreted(on: self, and: other, areOne: false)
    }
  }
}
