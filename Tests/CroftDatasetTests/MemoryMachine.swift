import CroftProtocol
import Synchronization

@testable import CroftDataset

/// Runs whole actions in this process and over memory: what a driver and its executors do, with nothing that could
/// fail. Tasks run last partition first, so that nothing rests on the order in which they end.
final class MemoryMachine: TaskServices, PlanningServices {
  let parallelism: Int
  private let files: [String: MemoryBlock]
  private let state = Mutex(State())

  private struct State {
    /// By stage and reducer, a block for each map task.
    var blocks: [[[MemoryBlock]]] = []
    var saved: [String: [UInt8]] = [:]
    var taskCount = 0
    /// The directory that the action under way writes.
    var output = ""
  }

  init(parallelism: Int = 3, files: [String: String] = [:]) {
    self.parallelism = parallelism
    self.files = files.mapValues { MemoryBlock(Array($0.utf8)) }
  }

  /// What tasks have written, by path.
  var saved: [String: String] { state.withLock { $0.saved.mapValues { String(decoding: $0, as: UTF8.self) } } }

  /// How many tasks have run.
  var taskCount: Int { state.withLock { $0.taskCount } }

  func run<Output>(_ action: Action<Output>) throws -> Output {
    let graph = StageGraph(endingAt: action.lineage)
    if let problem = graph.operators.lazy.compactMap(\.problem).first { throw problem }
    state.withLock { $0.blocks = [] }
    for (number, stage) in graph.stages.dropLast().enumerated() {
      guard case .shuffle(let shuffle) = stage.terminal.kind else { preconditionFailure("\(stage.terminal)") }
      let tasks = try contexts(of: number, in: graph)
      let reducerCount = shuffle.requestedPartitions ?? parallelism
      var blocks = [[MemoryBlock]](repeating: [], count: reducerCount)
      for (partition, context) in tasks.enumerated().reversed() {
        let writer = ShuffleWriter(reducerCount: reducerCount)
        try shuffle.write(stage.terminal, context, partition, writer)
        for reducer in 0..<reducerCount { blocks[reducer].append(writer.withBlock(reducer) { MemoryBlock($0) }) }
      }
      state.withLock { $0.blocks.append(blocks) }
    }
    let tasks = try contexts(of: graph.stages.count - 1, in: graph)
    state.withLock { $0.output = action.output ?? "" }
    var collector = action.makeCollector(tasks.count)
    let order = Array(tasks.enumerated())
    for (partition, context) in action.startsSmall ? order : order.reversed() where !collector.isSatisfied {
      state.withLock { $0.taskCount += 1 }
      let result = try action.runTask(action.lineage, context, partition)
      try result.withUnsafeBytes { try collector.add($0, of: partition) }
    }
    return try collector.finish()
  }

  /// One for each task of a stage.
  private func contexts(of number: Int, in graph: StageGraph) throws -> [TaskContext] {
    let stage = graph.stages[number]
    let splits = try stage.sources.map { source in
      guard case .source(let planner) = source.kind else { preconditionFailure("\(source)") }
      return try planner.plan(with: self)
    }
    let count =
      switch stage.leaf {
      case .source(let index): splits[index].count
      case .stage(let parent): state.withLock { $0.blocks[parent].count }
      }
    return (0..<count).map { partition in
      TaskContext(
        attempt: TaskAttempt(task: TaskID(job: JobID(1), stage: number, partition: partition), number: 0),
        graph: graph, inputs: splits.map { $0.encoded(partition) }, services: self)
    }
  }

  // MARK: What planning and tasks ask for

  var isCancelled: Bool { false }

  /// A pattern is the beginning of a path here.
  func inputFiles(_ pattern: String) throws -> [InputFile] {
    let found = files.filter { $0.key.hasPrefix(pattern) }.sorted { $0.key < $1.key }
    if found.isEmpty { throw MemoryFileMissing(path: pattern) }
    return found.map { InputFile(path: $0.key, size: $0.value.bytes.count) }
  }

  var nowNanoseconds: UInt64 { 0 }

  func openInput(_ path: String) throws -> (bytes: UnsafeRawBufferPointer, owner: AnyObject?) {
    guard let file = files[path] else { throw MemoryFileMissing(path: path) }
    return (file.bytes, file)
  }

  func readBlocks(stage: Int, partition: Int, _ body: (inout ByteReader) throws -> Void) throws {
    for block in state.withLock({ $0.blocks[stage][partition] }) {
      var reader = ByteReader(block.bytes, owner: block)
      try body(&reader)
    }
  }

  func createOutput(partition: Int) throws -> any TaskOutputFile {
    MemoryOutput { bytes in self.state.withLock { $0.saved["\($0.output)/\(partition)", default: []] += bytes } }
  }
}

/// Bytes that stay where they are.
final class MemoryBlock: Sendable {
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer  // Written once, before anybody else can see it.

  init(_ source: some Collection<UInt8>) {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(source.count, 1), alignment: 1)
    room.copyBytes(from: source)
    self.bytes = UnsafeRawBufferPointer(start: room.baseAddress, count: source.count)
  }

  deinit { bytes.deallocate() }
}

private final class MemoryOutput: TaskOutputFile {
  private let store: ([UInt8]) -> Void
  init(store: @escaping ([UInt8]) -> Void) { self.store = store }
  func write(_ bytes: UnsafeRawBufferPointer) { store(Array(bytes)) }
  func close() -> String { "" }
}

struct MemoryFileMissing: Error, Equatable {
  let path: String
}
