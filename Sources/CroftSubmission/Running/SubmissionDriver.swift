package import Croft
import CroftBatch
package import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

/// Runs a submission from this process, from the farm's connection to the last task's end.
package struct SubmissionDriver: Sendable {
  /// How the process shows what it does.
  package struct Presentation: Sendable {
    /// Whether what tasks print is printed here.
    package var printsOutput: Bool
    /// Whether it is printed in the order of the inputs.
    package var isOrdered: Bool
    /// Whether a bar shows how far the job is, on a terminal.
    package var showsProgress: Bool
    /// Whether nothing is said beside what tasks print.
    package var isQuiet: Bool

    package init(printsOutput: Bool, isOrdered: Bool = false, showsProgress: Bool, isQuiet: Bool = false) {
      self.printsOutput = printsOutput
      self.isOrdered = isOrdered
      self.showsProgress = showsProgress
      self.isQuiet = isQuiet
    }
  }

  private let submission: Submission
  /// nil where there is nothing to come back to: no manager.
  private let stored: (key: String, store: SubmissionStore)?
  private let retryNumber: Int
  private let master: Master
  private let presentation: Presentation
  private let interruption: Interruption
  private let prepare: @Sendable () throws -> Void
  private let terminal = ProgressTerminal()

  /// - Parameters:
  ///   - stored: the entry that holds the submission.
  ///   - retryNumber: which retry this is: what failed in the run before is run once more; 0 for the first run.
  ///   - master: where to run.
  ///   - interruption: what ends the job from outside.
  ///   - prepare: is called once the farm knows the job, and before it gives it anything: waits for other jobs. What it
  ///     throws is the job's failure.
  package init(
    _ submission: Submission, stored: (key: String, store: SubmissionStore)?, retryNumber: Int = 0,
    on master: Master, _ presentation: Presentation, _ interruption: Interruption,
    prepare: @escaping @Sendable () throws -> Void = {}
  ) {
    self.prepare = prepare
    self.submission = submission
    self.stored = stored
    self.retryNumber = retryNumber
    self.master = master
    self.presentation = presentation
    self.interruption = interruption
  }

  /// Runs all of it.
  ///
  /// - Returns: how it ended, also where it could not be run.
  package func run() async -> SubmissionOutcome {
    let start = MonotonicTime.nowNanoseconds
    var outcome: SubmissionOutcome
    do {
      outcome = try await runOnFarm()
    } catch {
      outcome = SubmissionOutcome(end: .failed, problem: "\(error)")
    }
    if let status = interruption.status { outcome.end = .signalled(status - 128) }
    outcome.wallNanoseconds = MonotonicTime.nowNanoseconds - start
    return outcome
  }

  private func runOnFarm() async throws -> SubmissionOutcome {
    // Relative names, also those of inputs that are read later, are the submitter's.
    guard submission.directory.withCString({ chdir($0) }) == 0 else {
      throw SystemError("chdir", errno: errno, subject: submission.directory.text)
    }
    // Executors are started with their driver's mask, and commands with their executor's.
    if let mask = submission.fileCreationMask { umask(mask & 0o777) }
    // An executor that started this program is none of this job's.
    unsetenv(ExecutorPlace.executorVariable)
    let hold = try stored.map { try $0.store.hold($0.key) }
    defer { withExtendedLifetime(hold) {} }
    let capacity = try FarmCapacity.find(master)
    let plan = try ExecutorPlan(submission, on: capacity, isEnforced: master.isManager)
    if let sentence = try MissingLimits.sentence(about: submission, on: master) { say(sentence) }
    if presentation.printsOutput { setenv(ExecutorPlace.captureVariable, "1", 1) }
    let farm = try Farm.connect(
      master: master.url, configuration(plan), showing: presentation.showsProgress ? terminal.output : .none,
      log: { say($0) })
    defer { farm.close() }
    if let stored, let number = farm.applicationNumber, case .manager(let socketPath) = master {
      try stored.store.link(stored.key, toNumber: number, socketPath: socketPath)
    }
    let captured = presentation.printsOutput ? try captureDirectory(of: farm) : nil
    let ledger = TaskLedger()
    let printer = try OutputPrinter(
      directory: captured, isOrdered: presentation.isOrdered, write: terminal.write,
      beginLine: { if !presentation.isQuiet { terminal.endLine() } },
      describe: { presentation.isQuiet ? nil : TaskSentence(submission).line(about: $0) },
      stop: { farm.cancelAllJobs() })
    let runner = StepRunner(
      submission: submission, farm: farm, capacity: capacity,
      directory: stored.map { $0.store.directory(of: $0.key) }, plan: plan, ledger: ledger, printer: printer)
    do {
      try prepare()
    } catch {
      let outcome = SubmissionOutcome(end: .tasksFailed, problem: "\(error)", job: farm.applicationNumber)
      try await finish(farm, outcome)
      return outcome
    }
    var outcome = await run(runner, on: farm)
    await farm.waitForIdleness(atMostMilliseconds: longestStopMilliseconds)
    switch printer.finish() {
    case nil: break
    case .closed: outcome.end = .signalled(SIGPIPE)
    case .failed(let error): (outcome.end, outcome.problem) = (.failed, "can't write what tasks print: \(error)")
    }
    (outcome.tasks, outcome.cpuMicroseconds) = ledger.total
    outcome.job = farm.applicationNumber
    try await finish(farm, outcome)
    return outcome
  }

  private func run(_ runner: StepRunner, on farm: Farm) async -> SubmissionOutcome {
    let end = Mutex(StepProgress.Outcome.cancelled)
    let programs = ProgramSteps(
      submission,
      on: ProgramStep.Farm(
        master: master.url, job: farm.applicationNumber.map { "\($0)" } ?? "local-\(getpid())", key: stored?.key))
    do {
      try await interruption.watch(farm) {
        let outcome = try await runner.runGraph(
          retryNumber: retryNumber, programs: programs, reported: { reportedSteps(of: farm) }, say: { say($0) })
        end.withLock { $0 = outcome }
      }
      if let termination = farm.termination { throw termination }
      switch end.withLock({ $0 }) {
      case .succeeded: return SubmissionOutcome(end: .succeeded)
      case .failed: return SubmissionOutcome(end: .tasksFailed)
      case .cancelled: return SubmissionOutcome(end: .signalled(SIGTERM))
      }
    } catch let error as JobError {
      return SubmissionOutcome(end: Self.end(after: error), problem: error.message)
    } catch {
      return SubmissionOutcome(end: .failed, problem: "\(error)")
    }
  }

  /// The steps that the manager's history has of this job as ended, from an earlier driver; none while it is away.
  private func reportedSteps(of farm: Farm) -> Set<Int> {
    guard case .manager(let socketPath) = master, let number = farm.applicationNumber,
      let jobs = try? ManagerClient(socketPath: socketPath).call(ListJobs(application: number, limit: 1000))
    else { return [] }
    return Set(jobs.elements.filter { $0.outcome == .succeeded || $0.outcome == .failed }.map(\.number))
  }

  private static func end(after error: JobError) -> SubmissionOutcome.End {
    switch error.code {
    case .taskFailed, .taskTimedOut, .outOfMemory, .executorsLost: .tasksFailed
    // From outside, by `croft cancel`, as SIGTERM ends a process.
    case .terminated, .cancelled: .signalled(SIGTERM)
    default: .failed
    }
  }

  private func configuration(_ plan: ExecutorPlan) -> FarmConfiguration {
    var configuration = FarmConfiguration(
      name: submission.name, executors: 0, executorCores: plan.executorCores,
      executorMemoryBytes: plan.executorMemoryBytes)
    // They come when there is a task to run, all at once, and go when there is none.
    configuration.maximumExecutors = plan.executors
    configuration.executorBacklogSeconds = 0
    configuration.coresPerTask = plan.coresPerTask
    configuration.queue = submission.queue
    configuration.resumeID = stored?.key
    configuration.retryNumber = retryNumber
    return configuration
  }

  /// How long commands may take to stop that were told to.
  private var longestStopMilliseconds: Int {
    let graces = submission.steps.map { $0.settings.graceMilliseconds ?? StepDefaults.graceMilliseconds }
    // Executors look ten times a second for what was cancelled, and have to end what outlives its grace.
    return (graces.max() ?? 0) + 1000
  }

  private func captureDirectory(of farm: Farm) throws -> String {
    // Where tasks run in this process, it stands for the manager's word to executors.
    setenv(ExecutorPlace.scratchVariable, farm.scratchDirectory, 1)
    let directory = ExecutorPlace.captureDirectory(inScratch: farm.scratchDirectory)
    try FileSystem.createDirectory(directory, mode: 0o700, parents: true)
    return directory
  }

  private func finish(_ farm: Farm, _ outcome: SubmissionOutcome) async throws {
    // What couldn't be run is worth another try, by a driver that the manager starts again.
    guard outcome.end != .failed else { return await farm.noteExit(status: Int(outcome.exitStatus)) }
    await farm.noteFinished(status: Int(outcome.exitStatus))
    // Also a job that has succeeded may have steps that were allowed to fail, and that a retry would run.
    guard outcome.end == .succeeded, outcome.tasks.failed == 0, let stored else { return }
    try farm.forgetResumption()
    stored.store.forgetWork(of: stored.key)
  }

  private func say(_ line: String) {
    if presentation.isQuiet { return }
    terminal.endLine()
    Array("croft: \(line)\n".utf8).withUnsafeBytes { bytes in _ = try? terminal.write(bytes, to: STDERR_FILENO) }
  }
}
