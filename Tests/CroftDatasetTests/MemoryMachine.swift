import CroftProtocol
import Synchronization

@testable import CroftDataset

/// Runs whole actions in this process and over memory: what a driver and its executors do, with nothing that could
/// fail. Tasks run last partition first, so that nothing rests on the order in which they end.
final class MemoryMachine: TaskServices, PlanningServices {
  let parallelism: Int
  let cache: any PartitionCache
  /// What tasks and collectors have put aside.
  let results = MemoryResults()
  /// What tasks may hold, one after another.
  let limitedMemory: LimitedMemory
  private let files: [String: MemoryBlock]
  private let state = Mutex(State())

  private struct State {
    /// The map outputs of each stage, by map task.
    var outputs: [[MemoryBlocks]] = []
    var saved: [String: [UInt8]] = [:]
    var accumulators = AccumulatorValues()
    var taskCount = 0
    var jobCount: UInt32 = 0
    var spillCount = 0
    /// The directory that the action under way writes.
    var output = ""
    /// What tasks share, by operator.
    var shared: [Int: any AnyObject & Sendable] = [:]
  }

  /// - Parameters:
  ///   - memoryBytes: what a task may hold before it has to spill.
  ///   - cache: what is kept from one action to the next.
  init(
    parallelism: Int = 3, files: [String: String] = [:], memoryBytes: Int = .max, cache: MemoryCache = MemoryCache()
  ) {
    self.parallelism = parallelism
    limitedMemory = LimitedMemory(bytes: memoryBytes)
    self.cache = cache
    self.files = files.mapValues { MemoryBlock(Array($0.utf8)) }
  }

  /// What tasks have written, by path.
  var saved: [String: String] { state.withLock { $0.saved.mapValues { String(decoding: $0, as: UTF8.self) } } }

  /// What the tasks of the last action have added.
  var accumulators: AccumulatorValues { state.withLock { $0.accumulators } }

  /// How many tasks have run.
  var taskCount: Int { state.withLock { $0.taskCount } }

  /// How many spill files tasks have made.
  var spillCount: Int { state.withLock { $0.spillCount } }

  /// - Parameter choices: which of the ways to compute it to take wherever there are several; the rest take the first.
  func run<Output>(_ action: Action<Output>, choices: [Int] = []) throws -> Output {
    var rest = choices[...]
    let graph = StageGraph(endingAt: action.lineage) { _, _ in rest.popFirst() ?? 0 }
    if let problem = graph.operators.lazy.compactMap(\.problem).first { throw problem }
    var splits: [ObjectIdentifier: any SourceSplits] = [:]
    for case let node in graph.operators {
      if case .source(let planner) = node.kind { splits[ObjectIdentifier(node)] = try planner.plan(with: self) }
    }
    let counts = try PartitionCounts(of: graph, parallelism: parallelism) { splits[ObjectIdentifier($0)]!.count }
    let accumulators = try AccumulatorValues(of: graph)
    state.withLock { state in
      state.outputs = []
      state.jobCount += 1
      state.shared = [:]
      state.accumulators = accumulators
    }
    for number in graph.stages.indices.dropLast() {
      let terminal = graph.stages[number].terminal
      guard case .shuffle(let shuffle) = terminal.kind else { preconditionFailure("\(terminal)") }
      let tasks = contexts(of: number, in: graph, counts, splits)
      var outputs = [MemoryBlocks](repeating: MemoryBlocks(), count: tasks.count)
      for (partition, context) in tasks.enumerated().reversed() {
        outputs[partition] = MemoryBlocks()
        try shuffle.write(terminal, context, partition, outputs[partition])
        try count(context)
      }
      state.withLock { $0.outputs.append(outputs) }
    }
    let tasks = contexts(of: graph.stages.count - 1, in: graph, counts, splits)
    state.withLock { $0.output = action.output?.path ?? "" }
    var collector = action.makeCollector(tasks.count)
    collector.useStore(results)
    let order = Array(tasks.enumerated())
    for (partition, context) in action.startsSmall ? order : order.reversed() where !collector.isSatisfied {
      state.withLock { $0.taskCount += 1 }
      let result = try action.runTask(action.lineage, context, partition)
      try result.withUnsafeBytes { try collector.add($0, of: partition) }
      try count(context)
    }
    return try collector.finish()
  }

  /// Runs `body` in a task.
  func inTask(_ body: @escaping @Sendable (TaskContext) throws -> Void) throws {
    let node = LineageNode(
      narrow: "test", of: Int.self, from: Dataset.range(0..<1, partitions: 1).lineage, #fileID, #line)
    _ = try run(Dataset<Int>(lineage: node) { _, context, _, _ in try body(context) }.count())
  }

  /// Takes what a task has added to accumulators.
  private func count(_ task: TaskContext) throws {
    let updates = try task.accumulatorUpdates()
    try state.withLock { try $0.accumulators.add(updates) }
  }

  /// One for each task of a stage. Each gets every piece of input there is: which ones it needs is the driver's matter.
  private func contexts(
    of number: Int, in graph: StageGraph, _ counts: PartitionCounts, _ splits: [ObjectIdentifier: any SourceSplits]
  ) -> [TaskContext] {
    let stage = graph.stages[number]
    let inputs = stage.sources.enumerated().flatMap { index, source in
      let pieces = splits[ObjectIdentifier(source)]!
      return (0..<pieces.count).map {
        TaskInput(source: UInt16(index), partition: UInt32($0), bytes: Array(pieces.encoded($0)))
      }
    }
    let job = JobID(state.withLock(\.jobCount))
    return (0..<counts[stage.terminal.parent]).map { partition in
      TaskContext(
        attempt: TaskAttempt(task: TaskID(job: job, stage: number, partition: partition), number: 0), graph: graph,
        partitionCounts: counts.counts.map { UInt32($0) }, inputs: TaskInputs(inputs), services: self)
    }
  }

  // MARK: What planning and tasks ask for

  var isCancelled: Bool { false }

  /// A pattern is the beginning of a path here.
  func inputFiles(_ pattern: String) throws -> [InputFile] {
    let found = files.filter { $0.key.hasPrefix(pattern) }.sorted { $0.key < $1.key }
    if found.isEmpty { throw MemoryFileMissing(path: pattern) }
    return found.map {
      // As if: nothing is decompressed here.
      InputFile(path: $0.key, size: $0.value.bytes.count, isCompressed: $0.key.hasSuffix(".gz"))
    }
  }

  func beginning(of path: String, maximumBytes: Int) throws -> [UInt8] {
    guard let file = files[path] else { throw MemoryFileMissing(path: path) }
    return Array(file.bytes.prefix(maximumBytes))
  }

  var nowNanoseconds: UInt64 { 0 }

  func openInput(_ path: String) throws -> (bytes: UnsafeRawBufferPointer, owner: AnyObject?) {
    guard let file = files[path] else { throw MemoryFileMissing(path: path) }
    return (file.bytes, file)
  }

  func mapOutputs(ofStage stage: Int) -> any MapOutputReader {
    MemoryMapOutputs(outputs: state.withLock { $0.outputs[stage] })
  }

  func createSpill() -> any SpillFile {
    state.withLock { $0.spillCount += 1 }
    return MemoryBlocks()
  }

  func shared(_ number: Int, _ make: () throws -> any AnyObject & Sendable) throws -> AnyObject {
    if let made = state.withLock({ $0.shared[number] }) { return made }
    let made = try make()
    state.withLock { $0.shared[number] = made }
    return made
  }

  var memory: any TaskMemory { limitedMemory }

  func startProcess(_ command: [String], environment: [String: String]) throws -> any PipedProcess {
    preconditionFailure("there are no processes in memory: test \(command) on a real executor")
  }

  var slot: Int { 0 }

  /// Every command exits with as many as it has arguments beside its name.
  func run(_ command: CommandLaunch) throws -> CommandEnd {
    CommandEnd(status: .exited(code: command.arguments.count - 1))
  }

  func createResult() -> any ResultFile { MemoryResultFile { self.results.add($0) } }

  func createOutput(partition: Int) throws -> any TaskOutputFile {
    MemoryOutput { bytes in self.state.withLock { $0.saved["\($0.output)/\(partition)", default: []] += bytes } }
  }
}

extension SourceSplits {
  func encoded(_ index: Int) -> ArraySlice<UInt8> {
    var writer = ByteWriter()
    encode(index, into: &writer)
    return writer.copy()[...]
  }
}
