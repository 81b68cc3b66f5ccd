public import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

/// Where jobs run: executors that a manager forked, or threads of this process. One for an application.
///
/// ```swift
/// let words = try await farm.run(WordCount(input: "/usr/share/common-licenses"))
/// ```
public final class Farm: Sendable {
  private let loop: DriverLoop
  private let scratch: String
  private let parallelism: Int
  private let lastJob = Atomic<UInt32>(0)
  /// Held with a shared lock for as long as the driver lives: whoever finds the directory unlocked may remove it.
  private let scratchLock: FileDescriptor
  private let removesScratch: Bool

  /// - Parameters:
  ///   - source: who provides executors.
  ///   - configuration: how many, and how large.
  ///   - log: takes a line about what went wrong and was dealt with.
  package init(
    _ source: ExecutorSource, _ configuration: FarmConfiguration, log: @escaping @Sendable (String) -> Void
  ) throws {
    try configuration.validate()
    switch source {
    case .manager(let session):
      let cores = configuration.executorCores ?? max(1, session.capacity.cores / configuration.executors)
      loop = try DriverLoop(application: session.application, log: log)
      scratch = session.scratch
      parallelism = configuration.executors * cores
      removesScratch = false
      let resources = Resources(cores: cores, memoryBytes: configuration.executorMemoryBytes)
      try loop.attach(session, count: configuration.executors, resources: resources)
    case .local(let local):
      loop = try DriverLoop(application: ApplicationID(0), log: log)
      scratch = local.scratch
      parallelism = local.slots
      removesScratch = true
      let (ours, theirs) = try UnixSocket.pair(bufferBytes: nil)
      try local.start(theirs, local.slots)
      loop.addExecutor(ExecutorID(1), processID: Int(getpid()), slots: local.slots, channel: ours)
      loop.scheduler.noMoreExecutors(because: JobError(.noExecutors, "the local executor has ended"))
    }
    scratchLock = try Self.lock(scratch)
    try loop.start()
  }

  /// Runs a job and returns its result.
  ///
  /// Several jobs may run at once; they share the executors in the order of their calls. Cancelling the surrounding
  /// task cancels the job.
  ///
  /// - Throws: `JobError`, which says what failed and why.
  public func run<Value: Job>(_ job: Value) async throws -> Value.Output {
    if loop.isClosed { throw DriverLoop.closed }
    let id = JobID(lastJob.add(1, ordering: .relaxed).newValue)
    let directory = ScratchPaths(root: scratch).job(id)
    defer { try? FileSystem.removeTree(directory) }
    let (execution, collector) = try Self.explaining(as: .invalidJob) { try prepare(job, id) }
    do {
      try await withTaskCancellationHandler {
        try await execution.run {
          loop.ask(.submit($0))
          // A cancellation from before the job was known to the loop has found nothing to cancel.
          if _Concurrency.Task.isCancelled { cancel(id) }
        }
      } onCancel: {
        cancel(id)
      }
      return try Self.explaining(as: .taskFailed) {
        let result = try collector.finish()
        try execution.commitOutput()
        return result
      }
    } catch {
      execution.abandonOutput()
      throw error
    }
  }

  /// Makes a `JobError` of whatever is thrown.
  private static func explaining<Result>(as code: JobError.Code, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as JobError {
      throw error
    } catch let error as SystemError where error.isDiskFull {
      throw JobError(.diskFull, "there is no room to write: \(error). Make room, or use another directory")
    } catch {
      throw JobError(code, String(describing: error), errorType: String(reflecting: type(of: error)))
    }
  }

  /// What each executor has done so far, those that are gone first.
  public func executors() async -> [ExecutorReport] {
    await withCheckedContinuation { continuation in
      loop.ask(.reportExecutors { continuation.resume(returning: $0) })
    }
  }

  /// Ends every job that runs, with `JobError.Code.cancelled`.
  public func cancelAllJobs() { cancel(nil) }

  /// Gives the executors back. Jobs that still run are cancelled. Nothing may be run afterwards.
  public func close() {
    loop.ask(.close)
    if removesScratch { try? FileSystem.removeTree(scratch) }
  }

  private func cancel(_ job: JobID?) {
    loop.ask(.cancel(job, JobError(.cancelled, job.map { "job \($0) was cancelled" } ?? "cancelled")))
  }

  /// Half a frame, so that the lineage and the paths fit in too.
  private static let maximumJobBytes = TaskChannel.maximumFrameBytes / 2

  /// Everything about a job that is done before any executor hears of it.
  private func prepare<Value: Job>(
    _ job: Value, _ id: JobID
  ) throws -> (JobExecution, CollectorBox<Value.Output>) {
    let typeName = try JobTypeName.name(of: Value.self)
    let value = try BinaryEncoder.encode(job)
    let action = job.body
    guard value.count <= Self.maximumJobBytes else {
      throw JobError(
        .invalidJob,
        """
        the job's properties take \(value.count) bytes, and \(Self.maximumJobBytes) can be sent: put the data into a \
        file, and its path into the job
        """)
    }
    let plan = try JobPlan(
      endingAt: action.lineage, startsSmall: action.startsSmall, services: InputListing(parallelism: parallelism))
    let paths = ScratchPaths(root: scratch)
    try FileSystem.createDirectory(paths.job(id), mode: 0o700)
    for stage in plan.graph.stages.indices.dropLast() {
      try FileSystem.createDirectory(paths.stage(stage, of: id), mode: 0o700)
    }
    let output = try action.output.map { try OutputDirectory(creating: $0) }
    let definition = JobDefinition(
      id: id, typeName: typeName, value: value, lineage: plan.graph.fingerprint,
      partitionCounts: plan.partitionCounts.counts.map { UInt32($0) }, choices: plan.graph.choices.map { UInt8($0) },
      scratch: scratch, output: output?.path ?? "")
    let collector = CollectorBox(action.makeCollector(plan.shape.stages.last!.partitionCount))
    let execution = JobExecution(
      id: id, definition: definition, plan: plan, output: output, collect: collector.add)
    return (execution, collector)
  }

  private static func lock(_ directory: String) throws -> FileDescriptor {
    let descriptor = try FileDescriptor.open(directory, flags: O_RDONLY | O_DIRECTORY)
    guard try FileLock.tryShared(descriptor, subject: directory) else {
      throw JobError(.noExecutors, "the scratch directory \(directory) is about to be removed; connect again")
    }
    return descriptor
  }
}

/// A job's collector, on its way from the loop, which fills it, to the caller, who takes the result.
///
/// Unchecked: the job's end hands it over.
private final class CollectorBox<Output: Sendable>: @unchecked Sendable {
  private var collector: any ResultCollector<Output>

  init(_ collector: any ResultCollector<Output>) { self.collector = collector }

  func add(_ bytes: UnsafeRawBufferPointer, of partition: Int) throws -> Bool {
    try collector.add(bytes, of: partition)
    return collector.isSatisfied
  }

  func finish() throws -> Output { try collector.finish() }
}
