import CroftDataset

/// The splits of a lineage's sources, each planned once.
struct PlannedSplits: PlanStatistics, Sendable {
  private var splits: [ObjectIdentifier: any SourceSplits] = [:]
  private let services: any PlanningServices & Sendable

  init(_ services: any PlanningServices & Sendable) { self.services = services }

  subscript(source: LineageNode) -> any SourceSplits {
    guard let splits = splits[ObjectIdentifier(source)] else { preconditionFailure("\(source) was not planned") }
    return splits
  }

  /// Looks at a source's input, unless that was done already; nothing for other operators.
  mutating func plan(_ node: LineageNode) throws {
    guard case .source(let planner) = node.kind, splits[ObjectIdentifier(node)] == nil else { return }
    splits[ObjectIdentifier(node)] = try planner.plan(with: services)
  }

  /// Looks at the input of every source below an operator.
  mutating func plan(below node: LineageNode) throws {
    var visited: Set<ObjectIdentifier> = []
    var rest = [node]
    while let next = rest.popLast() {
      guard visited.insert(ObjectIdentifier(next)).inserted else { continue }
      try plan(next)
      rest += next.parents + next.sideInputs
    }
  }

  /// As large as the input below it: what operators make of it, nobody knows before they have run.
  func estimatedBytes(of node: LineageNode) -> Int? {
    var known: [ObjectIdentifier: Int?] = [:]
    return estimate(node, &known)
  }

  private func estimate(_ node: LineageNode, _ known: inout [ObjectIdentifier: Int?]) -> Int? {
    if let bytes = known[ObjectIdentifier(node)] { return bytes }
    let bytes: Int?
    switch node.kind {
    case .source: bytes = splits[ObjectIdentifier(node)]?.totalBytes
    // They all compute the same.
    case .choice: bytes = estimate(node.parent, &known)
    case .narrow, .shuffle, .action: bytes = sum(node.parents.map { estimate($0, &known) })
    }
    known[ObjectIdentifier(node)] = bytes
    return bytes
  }

  private func sum(_ sizes: [Int?]) -> Int? {
    sizes.reduce(0) { total, size in
      guard let total, let size else { return nil }
      let (sum, isTooLarge) = total.addingReportingOverflow(size)
      return isTooLarge ? nil : sum
    }
  }
}
