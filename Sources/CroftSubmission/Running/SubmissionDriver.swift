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
    /// What becomes of what tasks print, beside what executors send to the journal.
    package enum Output: Sendable {
      case printed
      /// This process's own output goes to the journal, and that of the programs that it starts with it.
      case inJournal
      case discarded
    }

    package var output: Output
    /// Whether it is printed in the order of the inputs.
    package var isOrdered: Bool
    /// Whether a bar shows how far the job is, on a terminal.
    package var showsProgress: Bool
    /// Whether nothing is said beside what tasks print.
    package var isQuiet: Bool

    package init(_ output: Output, isOrdered: Bool = false, showsProgress: Bool, isQuiet: Bool = false) {
      self.output = output
      self.isOrdered = isOrdered
      self.showsProgress = showsProgress
      self.isQuiet = isQuiet
    }
  }

  let submission: Submission
  /// nil where there is nothing to come back to: no manager.
  let stored: (key: String, store: SubmissionStore)?
  private let retryNumber: Int
  private let master: Master
  private let presentation: Presentation
  let interruption: Interruption
  private let prepare: @Sendable () throws -> Void
  private let terminal = ProgressTerminal()

  /// - Parameters:
  ///   - stored: the entry that holds the submission.
  ///   - retryNumber: which retry this is: what failed in the run before is run once more; 0 for the first run.
  ///   - master: where to run.
  ///   - interruption: what ends the job from outside.
  ///   - prepare: is called once the farm knows the job, and before its first step, on a thread of its own: waits for
  ///     other jobs, for ever if need be. If it throws ``PredecessorFailed``, the job has failed; else it could not be
  ///     run.
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
      outcome = interrupted(SubmissionOutcome(end: .failed, problem: "\(error)"))
    }
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
    let missingLimits = try MissingLimits.sentence(about: submission, on: master)
    if let missingLimits { say(missingLimits) }
    if presentation.output == .printed { setenv(ExecutorPlace.captureVariable, "1", 1) }
    let farm = try Farm.connect(
      master: master.url, configuration(plan), showing: presentation.showsProgress ? terminal.output : .none,
      log: { say($0) })
    defer { farm.close() }
    if let stored, let number = farm.applicationNumber, case .manager(let socketPath) = master {
      try stored.store.link(stored.key, toNumber: number, socketPath: socketPath)
    }
    let output = try programOutput(of: farm)
    let ledger = TaskLedger()
    let printer = try OutputPrinter(
      directory: output.directory, isOrdered: presentation.isOrdered, write: terminal.write,
      beginLine: { if !presentation.isQuiet { terminal.endLine() } },
      describe: { presentation.isQuiet ? nil : TaskSentence(submission).line(about: $0) },
      stop: { interruption.cancelWork() })
    let runner = StepRunner(
      submission: submission, farm: farm, capacity: capacity,
      directory: stored.map { $0.store.directory(of: $0.key) }, plan: plan, ledger: ledger, printer: printer)
    let end = await run(runner, on: farm, output)
    var outcome = end.outcome
    await farm.waitForIdleness(atMostMilliseconds: longestStopMilliseconds)
    let trouble = await printer.finish()
    if interruption.status == nil || outcome.hasEndedByItself { outcome.take(trouble) }
    (outcome.tasks, outcome.cpuMicroseconds) = ledger.total
    let found = MissingLimits.sentence(
      about: ledger.unenforced, askedFor: MissingLimits.settings(of: submission), told: missingLimits)
    if let found { say(found) }
    outcome.job = farm.applicationNumber
    await finish(farm, outcome, hasFailures: end.hasFailures)
    return outcome
  }

  private func run(
    _ runner: StepRunner, on farm: Farm, _ output: ProgramOutput
  ) async -> (outcome: SubmissionOutcome, hasFailures: Bool) {
    let end = Mutex((outcome: StepProgress.Outcome.cancelled, hasFailures: true))
    let programs = ProgramSteps(
      submission,
      on: ProgramStep.Farm(
        master: master.url, job: farm.applicationNumber.map { "\($0)" } ?? "local-\(getpid())", key: stored?.key,
        output: output))
    do {
      try await interruption.watch(farm) {
        // That ends the farm's jobs by itself, but no wait for other jobs, and no program.
        farm.whenTerminated { interruption.cancelWork() }
        try await awaitPredecessors()
        let result = try await runner.runGraph(
          retryNumber: retryNumber, programs: programs, reported: { reportedSteps(of: farm) }, say: { say($0) })
        end.withLock { $0 = result }
      }
      if let termination = farm.termination { throw termination }
      let (outcome, hasFailures) = end.withLock { $0 }
      return (interrupted(SubmissionOutcome(after: outcome)), hasFailures)
    } catch {
      let cause: any Error = if let termination = farm.termination { termination } else { error }
      return (interrupted(SubmissionOutcome(after: cause)), true)
    }
  }

  /// Not again where an earlier driver has begun: the wait is over, and the history may have forgotten those jobs.
  private func awaitPredecessors() async throws {
    if let stored, try stored.store.hasBegun(stored.key) { return }
    try await BlockingWork.runUntilCancelled("predecessors", prepare)
  }

  /// The steps that the manager's history has of this job as ended, from an earlier driver; none while it is away.
  private func reportedSteps(of farm: Farm) -> Set<Int> {
    guard case .manager(let socketPath) = master, let number = farm.applicationNumber,
      let jobs = try? ManagerClient(socketPath: socketPath).call(ListJobs(application: number, limit: 1000))
    else { return [] }
    return Set(jobs.elements.filter { $0.outcome == .succeeded || $0.outcome == .failed }.map(\.number))
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
    configuration.priority = submission.priority
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

  private func programOutput(of farm: Farm) throws -> ProgramOutput {
    switch presentation.output {
    case .inJournal: return .logged
    case .discarded: return .discarded
    case .printed: break
    }
    // Where tasks run in this process, it stands for the manager's word to executors.
    setenv(ExecutorPlace.scratchVariable, farm.scratchDirectory, 1)
    let directory = ExecutorPlace.captureDirectory(inScratch: farm.scratchDirectory)
    try FileSystem.createDirectory(directory, mode: 0o700, parents: true)
    return .captured(directory: directory)
  }

  func say(_ line: String) {
    if presentation.isQuiet { return }
    terminal.endLine()
    Array("croft: \(line)\n".utf8).withUnsafeBytes { bytes in _ = try? terminal.write(bytes, to: STDERR_FILENO) }
  }
}
