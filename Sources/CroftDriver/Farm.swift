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
  let loop: DriverLoop
  let scratch: String
  /// How many tasks can run at once.
  let parallelism: Int
  /// What an earlier run has left, and what this one leaves; nil unless the application asked for it.
  let resumption: ResumeDirectory?
  private let lastJob = Atomic<UInt32>(0)
  /// Held with a shared lock for as long as the driver lives: whoever finds the directory unlocked may remove it.
  private let scratchLock: FileDescriptor
  private let removesScratch: Bool
  /// Ends the commands of executors that are threads of this process; nil where a manager ends executors.
  private let endCommands: (@Sendable () -> Void)?

  /// - Parameters:
  ///   - source: who provides executors.
  ///   - configuration: how many, and how large.
  ///   - progress: where to show how far jobs are.
  ///   - log: takes a line about what went wrong and was dealt with.
  package init(
    _ source: ExecutorSource, _ configuration: FarmConfiguration, progress: ProgressOutput = .none,
    log: @escaping @Sendable (String) -> Void
  ) throws {
    try configuration.validate()
    resumption = try configuration.resumeID.map { try ResumeDirectory(id: $0) }
    switch source {
    case .manager(let session):
      let most = configuration.maximumExecutors ?? configuration.executors
      let cores = configuration.executorCores ?? configuration.cores(ofShare: session.capacity.cores / most)
      loop = try DriverLoop(
        session.application, configuration, memory: session.memoryPolicy(configuration.executorMemoryBytes),
        scratch: session.scratch, progress: progress, log: log)
      scratch = session.scratch
      parallelism = most * configuration.slots(ofCores: cores)
      removesScratch = false
      endCommands = nil
      let resources = Resources(cores: cores, memoryBytes: configuration.executorMemoryBytes)
      try loop.attach(session, count: configuration.executors, resources: resources)
    case .local(let local):
      loop = try DriverLoop(
        DriverLoop.localApplication, configuration, scratch: local.scratch, progress: progress, log: log)
      scratch = local.scratch
      parallelism = configuration.slots(ofCores: local.cores)
      removesScratch = true
      endCommands = local.endCommands
      let (ours, theirs) = try UnixSocket.pair(bufferBytes: nil)
      try local.start(theirs, parallelism)
      let resources = Resources(cores: local.cores, memoryBytes: configuration.executorMemoryBytes)
      loop.addExecutor(ExecutorID(1), processID: Int(getpid()), resources: resources, channel: ours)
      loop.scheduler.noMoreExecutors(because: JobError(.noExecutors, "the local executor has ended"))
    }
    scratchLock = try Self.lock(scratch)
    try loop.start()
  }

  /// Runs a job and returns its result.
  ///
  /// Several jobs may run at once. They share the executors first come, first served, or in turn
  /// (`FarmConfiguration.scheduling`). Cancelling the surrounding task cancels the job.
  ///
  /// - Parameter pool: which of the configuration's pools to run it in; the default one if not given.
  /// - Throws: `JobError`, which says what failed and why.
  public func run<Value: Job>(_ job: Value, pool: String? = nil) async throws -> Value.Output {
    try await runReporting(job, pool: pool).output
  }

  /// Runs a job and returns its result, and what it took: bytes, seconds, failures, the totals of its accumulators.
  ///
  /// - Throws: `JobError`.
  public func runReporting<Value: Job>(
    _ job: Value, pool: String? = nil
  ) async throws -> (output: Value.Output, report: JobReport) {
    try await runReporting(job, pool: pool, policy: JobPolicy())
  }

  /// Runs a job by a policy of its own.
  ///
  /// - Parameters:
  ///   - number: what the manager and the journal are to call it, from 1, once in this farm's life: a driver that goes
  ///     on where another was calls the same job the same. nil takes the next one; not both ways in one program.
  ///   - observe: told of each task of the last stage that this run finishes, as it happens. If tasks may fail, also of
  ///     the one whose failure was too much. Not of those that an earlier run has finished. Called on the driver's
  ///     thread, which waits for it: it should only note what it hears.
  ///   - resume: told, before any task runs, which of the last stage's tasks an earlier run has finished. Called on the
  ///     caller's thread; not if there are none.
  /// - Throws: `JobError`; with the code `invalidJob` if tasks may fail and the job's action can't do without any.
  package func runReporting<Value: Job>(
    _ job: Value, pool: String?, policy: JobPolicy, number: UInt32? = nil,
    observing observe: (@Sendable (TaskEndNotice) -> Void)? = nil, resuming resume: ((ResumedTasks) -> Void)? = nil
  ) async throws -> (output: Value.Output, report: JobReport) {
    if loop.isClosed { throw DriverLoop.closed }
    let id = JobID(number ?? lastJob.add(1, ordering: .relaxed).newValue)
    let start = MonotonicTime.nowNanoseconds
    let (execution, collector) = try Self.explaining(as: .invalidJob) {
      try prepare(job, id, pool: pool, policy: policy, observing: observe, atNanoseconds: start)
    }
    defer { removeFiles(of: execution) }
    if execution.resumedTasks > 0 { resume?(ResumedTasks(of: execution)) }
    do {
      if execution.isComplete { loop.ask(.count(execution)) } else { try await run(execution) }
      return try Self.explaining(as: .taskFailed) {
        let result = try collector.finish()
        try execution.commit()
        return (result, JobReport(of: execution))
      }
    } catch {
      execution.abandonOutput()
      throw error
    }
  }

  /// Leaves nothing behind; of a job that may be resumed, what the next run needs.
  private func removeFiles(of execution: JobExecution) {
    guard resumption != nil else {
      try? FileSystem.removeTree(execution.paths.directory)
      return
    }
    guard execution.isCommitted else { return }
    for stage in execution.shape.stages.indices { try? FileSystem.removeTree(execution.paths.stage(stage)) }
  }

  private func run(_ execution: JobExecution) async throws {
    let id = execution.id
    try await withTaskCancellationHandler {
      try await execution.run {
        loop.ask(.submit($0))
        // A cancellation from before the job was known to the loop has found nothing to cancel.
        if _Concurrency.Task.isCancelled { cancel(id) }
      }
    } onCancel: {
      cancel(id)
    }
  }

  /// How a job would run: its stages and what is pipelined in each. Looks at its input; runs nothing.
  ///
  /// - Throws: `JobError` for a job that can't be run.
  public func explain<Value: Job>(_ job: Value) async throws -> ExplainedPlan {
    let plan = try Self.explaining(as: .invalidJob) {
      let action = job.body
      return try JobPlan(
        endingAt: action.lineage, startsSmall: action.startsSmall, services: InputListing(parallelism: parallelism))
    }
    let dormant = await withCheckedContinuation { continuation in
      loop.ask(.foresee(plan) { continuation.resume(returning: $0) })
    }
    return ExplainedPlan(plan, jobName: job.jobName, dormant: dormant)
  }

  /// Makes a `JobError` of whatever is thrown.
  static func explaining<Result>(as code: JobError.Code, _ body: () throws -> Result) throws -> Result {
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
    // Not left to the loop, because the process may end at once.
    endCommands?()
    if removesScratch { try? FileSystem.removeTree(scratch) }
  }

  /// Why the application was ended from outside, if it was: by its user, an administrator, or the manager.
  package var termination: JobError? { loop.termination }

  /// Has `body` called once the application is ended from outside, on any thread; at once if it was. Never, if it comes
  /// to its end by itself.
  package func whenTerminated(_ body: @escaping @Sendable () -> Void) { loop.whenTerminated(body) }

  /// Removes what was kept for the case that the application ends before its time. Call it when all is done.
  ///
  /// - Throws: an error that names what can't be removed.
  public func forgetResumption() throws { try resumption?.remove() }

  /// Leaves word that the program has come to its end, whatever the status, and is not to be run again: for a manager
  /// that can't see how, and for one that would run it again because it failed.
  ///
  /// - Parameter status: What it is about to exit with, from 0 to 255.
  package func noteFinished(status: Int = 0) async {
    guard !removesScratch, (0...255).contains(status) else { return }
    // Where that fails, most often nobody needs it: the manager that started the driver sees its exit status.
    let word = try? FileDescriptor.open(
      "\(scratch)/\(FinishedDriver.fileName)", flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    try? word?.writeAll(FinishedDriver.text(status: status))
    await noteExit(status: status)
  }

  /// Tells the manager what the program is about to exit with, from 0 to 255: of one that it hasn't started itself it
  /// can't see that. Without a manager, and while it is away, does nothing.
  ///
  /// Returns when the manager has taken that, since it would see the program end before it reads what the program has
  /// only sent; after two seconds at the latest.
  package func noteExit(status: Int) async {
    guard !removesScratch, (0...255).contains(status) else { return }
    await withCheckedContinuation { continuation in
      loop.ask(.noteExit(status: status) { continuation.resume() })
    }
  }

  private func cancel(_ job: JobID?) {
    loop.ask(.cancel(job, JobError(.cancelled, job.map { "job \($0) was cancelled" } ?? "cancelled")))
  }

  private static func lock(_ directory: String) throws -> FileDescriptor {
    let descriptor = try FileDescriptor.open(directory, flags: O_RDONLY | O_DIRECTORY)
    guard try FileLock.tryShared(descriptor, subject: directory) else {
      throw JobError(.noExecutors, "the scratch directory \(directory) is about to be removed; connect again")
    }
    return descriptor
  }
}
