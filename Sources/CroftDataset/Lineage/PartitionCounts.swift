/// How many partitions each operator of a lineage has. Found by the driver, which alone sees the input.
package struct PartitionCounts: Sendable {
  /// By the operators' places in the graph.
  package private(set) var counts: [Int] = []
  private let graph: StageGraph

  /// - Parameters:
  ///   - splits: for each source, how its input was cut.
  ///   - parallelism: how many partitions a shuffle has that was not told.
  /// - Throws: what is wrong with which operator.
  package init(
    of graph: StageGraph, parallelism: Int, splits: (LineageNode) throws -> Int
  ) throws {
    self.graph = graph
    for node in graph.operators { counts.append(try count(of: node, parallelism, splits)) }
  }

  package subscript(node: LineageNode) -> Int {
    guard let index = graph.index(of: node) else { preconditionFailure("\(node) is not part of this graph") }
    return counts[index]
  }

  private func count(
    of node: LineageNode, _ parallelism: Int, _ splits: (LineageNode) throws -> Int
  ) throws -> Int {
    switch node.kind {
    case .source: return try splits(node)
    case .shuffle(let shuffle): return shuffle.requestedPartitions ?? parallelism
    case .narrow(let dependency):
      do {
        return try dependency.partitionCount(parents: node.parents.map { self[$0] })
      } catch {
        throw OperatorProblem(node: node.description, problem: error)
      }
    case .choice: return self[graph.liveParents(of: node)[0]]
    case .action: return self[node.parent]
    }
  }
}

/// An operator that can't run.
package struct OperatorProblem: Error, CustomStringConvertible {
  let node: String
  let problem: any Error

  package init(node: String, problem: any Error) {
    self.node = node
    self.problem = problem
  }

  package var description: String { "\(node): \(problem)" }
}
