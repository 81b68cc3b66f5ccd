package import CroftDataset
package import CroftProtocol

/// What a job need not compute, because it is kept: which executors its tasks had best go to, and which stages nobody
/// is going to read.
package struct CachedInputs: Sendable {
  package struct Stage: Sendable, Equatable {
    /// For a partition of the stage, the executors that have what it reads in memory, the best one first.
    package var preferred: [UInt32: [ExecutorID]] = [:]
    /// Whether every way from the job's result to this stage goes through a dataset that is kept in whole.
    package var isDormant = true
  }

  /// By the stages' places in the graph.
  package private(set) var stages: [Stage]

  private let graph: StageGraph
  private let counts: PartitionCounts
  private let directory: CacheDirectory
  private let persisted: [ObjectIdentifier: PersistedDataset]

  /// - Parameters:
  ///   - persisted: the job's persisted datasets.
  ///   - directory: what is kept now.
  package init(
    of graph: StageGraph, _ counts: PartitionCounts, _ persisted: [PersistedDataset],
    in directory: CacheDirectory
  ) {
    self.graph = graph
    self.counts = counts
    self.directory = directory
    self.persisted = Dictionary(persisted.map { (ObjectIdentifier($0.node), $0) }) { first, _ in
      first
    }
    stages = Array(repeating: Stage(), count: graph.stages.count)
    wake(graph.stages.count - 1)
    if !persisted.isEmpty { for stage in stages.indices { place(stage) } }
  }

  // MARK: Stages

  /// Marks a stage, and all those whose output it reads, as needed.
  private mutating func wake(_ stage: Int) {
    guard stages[stage].isDormant else { return }
    stages[stage].isDormant = false
    let terminal = graph.stages[stage].terminal
    var visited: Set<ObjectIdentifier> = []
    var rest = terminal.parents + terminal.sideInputs
    while let node = rest.popLast() {
      guard visited.insert(ObjectIdentifier(node)).inserted else { continue }
      if let written = graph.stage(writing: node) {
        // What is persisted is the dataset behind the shuffle, so it ends the walk before this.
        wake(written)
      } else if !isComplete(node) {
        rest += graph.liveParents(of: node) + node.sideInputs
      }
    }
  }

  private func isComplete(_ node: LineageNode) -> Bool {
    persisted[ObjectIdentifier(node)].map { directory.isComplete($0) } ?? false
  }

  // MARK: Partitions

  private mutating func place(_ stage: Int) {
    let last = graph.stages[stage].terminal.parent
    guard readsPersisted(last) else { return }
    for partition in 0..<counts[last] {
      var poll = Poll()
      collect(last, partition, &poll)
      // Most votes first; among equals the order only has to be the same each time.
      let best = poll.votes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
      if !best.isEmpty { stages[stage].preferred[UInt32(partition)] = best }
    }
  }

  /// Whether there is a persisted dataset in a node's stage.
  private func readsPersisted(_ last: LineageNode) -> Bool {
    var visited: Set<ObjectIdentifier> = []
    var rest = [last]
    while let node = rest.popLast() {
      guard visited.insert(ObjectIdentifier(node)).inserted, graph.stage(writing: node) == nil
      else { continue }
      if persisted[ObjectIdentifier(node)] != nil { return true }
      rest += graph.liveParents(of: node)
    }
    return false
  }

  /// For each executor, how many of the kept partitions that one partition reads are in its memory.
  private struct Poll {
    struct Visit: Hashable {
      let node: ObjectIdentifier
      let partition: Int
    }

    var votes: [ExecutorID: Int] = [:]
    var visited: Set<Visit> = []
  }

  private func collect(_ node: LineageNode, _ partition: Int, _ poll: inout Poll) {
    guard
      poll.visited.insert(Poll.Visit(node: ObjectIdentifier(node), partition: partition)).inserted
    else { return }
    if let dataset = persisted[ObjectIdentifier(node)] {
      for holder in directory.holders(of: UInt32(partition), in: dataset.id) {
        poll.votes[holder, default: 0] += 1
      }
      // What lies below is not read then.
      if directory.isKept(UInt32(partition), of: dataset.id) { return }
    }
    switch node.kind {
    case .source, .shuffle, .action: return
    case .choice: collect(graph.liveParents(of: node)[0], partition, &poll)
    case .narrow(let dependency):
      for input in dependency.inputs(of: partition, parents: node.parents.map { counts[$0] }) {
        for parentPartition in input.partitions {
          collect(node.parents[input.parent], parentPartition, &poll)
        }
      }
    }
  }
}
