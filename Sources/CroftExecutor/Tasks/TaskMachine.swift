import CroftDataset
import CroftLinux
import CroftProtocol

/// The machine, as one attempt sees it. Belongs to the thread that runs it.
final class TaskMachine: TaskServices {
  private let job: ExecutorJob
  private var attempt: TaskAttempt
  private let resources: ExecutorResources
  private var ownMemory: PooledTaskMemory?
  private(set) lazy var cache: any PartitionCache = TaskCache(
    resources.cache, ScratchPaths(root: job.definition.scratch))

  let slot: Int
  /// What the attempt's commands may have.
  private var memoryBytes: Int?
  /// How the attempt's last command ended, with what all of them used; nil as long as there was none.
  private(set) var commandsEnd: AttemptEnd?

  init(job: ExecutorJob, attempt: TaskAttempt, slot: Int = 0, _ resources: ExecutorResources) {
    self.slot = slot
    self.job = job
    self.attempt = attempt
    self.resources = resources
  }

  /// From now on it serves another attempt of the same job.
  ///
  /// - Parameter memoryBytes: what its commands may have; nil for as much as there is.
  func begin(_ attempt: TaskAttempt, memoryBytes: Int? = nil) {
    (self.attempt, self.memoryBytes) = (attempt, memoryBytes)
    if commandsEnd != nil { commandsEnd = nil }
  }

  /// Gives back the attempt's memory.
  func end() { if ownMemory != nil { ownMemory = nil } }

  /// A task that never asks for it takes no part in sharing memory.
  var memory: any TaskMemory {
    let memory = ownMemory ?? PooledTaskMemory(of: resources)
    ownMemory = memory
    return memory
  }

  var isCancelled: Bool { job.isCancelled(attempt) }

  var nowNanoseconds: UInt64 { MonotonicTime.nowNanoseconds }

  func openInput(_ path: String) throws -> (bytes: UnsafeRawBufferPointer, owner: AnyObject?) {
    try InputFiles.shared.open(path, scratch: job.definition.scratch) { if isCancelled { throw TaskCancelled() } }
  }

  func mapOutputs(ofStage stage: Int) throws -> any MapOutputReader {
    guard let attempts = job.outputs(of: stage) else {
      // The driver held the stage for needless, because all that is read here was kept.
      throw TaskFailure(
        kind: .cachedInputLost, errorType: "CachedInputLost",
        message: """
          a kept partition is gone, and stage \(stage), which it is made from, was not run: it runs now, and this task \
          again after it
          """)
    }
    return MapOutputFiles(job: attempt.task.job, stage: stage, attempts: attempts, paths: job.paths)
  }

  func createSpill() throws -> any SpillFile { try ScratchSpill(in: job.definition.scratch, meter: job.meter) }

  func createOutput(partition: Int) throws -> any TaskOutputFile {
    let name = OutputPaths.attemptName(attempt)
    return try PlainOutputFile(path: "\(OutputPaths.temporary(job.definition.output))/\(name)", name: name)
  }

  func createResult() throws -> any ResultFile { try TaskResultFile(of: attempt, in: job) }

  func shared(_ number: Int, _ make: () throws -> any AnyObject & Sendable) throws -> AnyObject {
    try job.shared.value(number, make)
  }

  func startProcess(_ command: [String], environment: [String: String]) throws -> any PipedProcess {
    try PipedProgram(command, environment: environment, among: resources.commands) { [job, attempt] in
      if job.isCancelled(attempt) { throw TaskCancelled() }
    }
  }

  func run(_ command: CommandLaunch) throws -> CommandEnd {
    var command = command
    if let memoryBytes { command.limits.memoryBytes = min(command.limits.memoryBytes ?? .max, memoryBytes) }
    let end = try resources.commands.run(command, of: attempt, scratch: job.meter) { [job, attempt] in
      job.isCancelled(attempt)
    }
    commandsEnd = AttemptEnd(end, after: commandsEnd)
    return end
  }
}
