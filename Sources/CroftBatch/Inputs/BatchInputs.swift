/// The inputs of every task of a step, numbered: a product of sources, of which some are linked.
///
/// Task 0 has the first of each. In a product the last factor varies fastest, as in GNU parallel's `::: … ::: …`;
/// linked sources go on together (`:::+`). The values of a task are made when they are asked for, in the time of a
/// search in each source.
package struct BatchInputs: Sendable, Equatable {
  /// One task, without any input.
  package static let none = BatchInputs()

  /// The factors of the product, and in each the sources that are linked.
  private let factors: [[InputSource]]
  package let count: Int
  package let columns: InputColumns

  private init() {
    factors = []
    count = 1
    columns = InputColumns(names: [], isArray: false)
  }

  package init(_ source: InputSource) throws(BatchError) { try self.init(product: [[source]]) }

  /// - Throws: a ``BatchError`` for linked sources of different lengths, a column's name that is there twice, or more
  ///   than ``BatchLimits/tasks`` tasks.
  package init(product factors: [[InputSource]]) throws(BatchError) {
    var count = 1
    for linked in factors {
      let length = try Self.length(of: linked)
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: length)
      guard !isTooLarge, product <= BatchLimits.tasks else {
        let lengths = factors.map { "\($0.first?.count ?? 0)" }.joined(separator: " × ")
        throw BatchError("\(lengths) are more than \(BatchLimits.tasks) tasks; split them over several jobs")
      }
      count = product
    }
    let names = factors.joined().flatMap(\.columns)
    if !names.isEmpty { try Self.check(names) }
    self.factors = factors
    self.count = count
    self.columns = InputColumns(names: names, isArray: Self.isArray(factors))
  }

  /// Reads everything.
  ///
  /// - Throws: a ``BatchError``, also if two of them read standard input.
  package static func load(product specifications: [[InputSpecification]]) throws(BatchError) -> BatchInputs {
    let readers = specifications.joined().filter { specification in
      switch specification {
      case .over("-", _), .csv("-"): true
      default: false
      }
    }
    guard readers.count <= 1 else { throw BatchError("standard input can be read once; give the other inputs a file") }
    var factors: [[InputSource]] = []
    for linked in specifications {
      var sources: [InputSource] = []
      for specification in linked { sources.append(try specification.load()) }
      factors.append(sources)
    }
    return factors.isEmpty ? .none : try BatchInputs(product: factors)
  }

  /// The values of a task, one for each column. Traps if `task` is not in `0..<count`, as an array does.
  package func values(of task: Int) -> [ByteString] {
    precondition(task >= 0 && task < count, "task \(task) of \(count)")
    var values: [ByteString] = []
    var rest = task
    var block = count
    for linked in factors {
      block /= linked[0].count
      for source in linked { source.append(rest / block, to: &values) }
      rest %= block
    }
    return values
  }

  /// How many tasks linked sources give.
  private static func length(of linked: [InputSource]) throws(BatchError) -> Int {
    guard let first = linked.first else { throw BatchError("there are no inputs to link") }
    guard linked.allSatisfy({ $0.count == first.count }) else {
      let lengths = linked.map { "\($0.count)" }
      let all = lengths.dropLast().joined(separator: ", ") + " and " + (lengths.last ?? "")
      throw BatchError("linked inputs have to be equally many, and there are \(all)")
    }
    return first.count
  }

  private static func check(_ names: [String?]) throws(BatchError) {
    guard names.count <= BatchLimits.columns else {
      throw BatchError("a task has \(BatchLimits.columns) inputs at most, not \(names.count)")
    }
    var known: Set<String> = []
    for name in names.compactMap({ $0 }) where !known.insert(name).inserted {
      throw BatchError("two tables have a column called '\(name)'; rename one of them")
    }
  }

  private static func isArray(_ factors: [[InputSource]]) -> Bool {
    if factors.count == 1, factors[0].count == 1, case .array = factors[0][0] { return true }
    return false
  }
}

extension BatchInputs: Codable {
  private enum CodingKeys: CodingKey { case factors }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(factors, forKey: .factors)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let factors = try container.decode([[InputSource]].self, forKey: .factors)
    if factors.isEmpty { self = .none } else { try self.init(product: factors) }
  }
}

/// What the inputs of a task are called.
package struct InputColumns: Sendable, Equatable, Codable {
  /// One for each input; nil for one that has no name.
  package let names: [String?]
  /// Whether the only input is the index of an array.
  package let isArray: Bool

  package init(names: [String?], isArray: Bool) {
    self.names = names
    self.isArray = isArray
  }

  package var count: Int { names.count }
}
