import ArgumentParser
import Croft
import CroftBatch
import CroftDriver
import CroftLinux
import CroftProtocol
import CroftSubmission
import Glibc

/// A job that is handed to the manager.
struct DetachedRun {
  private let submission: Submission
  private let socketPath: String
  /// Which retry of an earlier job it is.
  private let retry: (key: String, number: Int)?

  init(_ submission: Submission, on master: Master, retry: (key: String, number: Int)? = nil) throws {
    guard case .manager(let socketPath) = master else { throw NoManagerToAskError(origin: "--master") }
    self.submission = submission
    self.socketPath = socketPath
    self.retry = retry
  }

  /// - Returns: the job's number.
  func start() throws -> Int {
    let store = try SubmissionStore()
    let key = try retry?.key ?? store.add(submission, isDurable: true).key
    var arguments = ["croft", DriveCommand.name, key]
    if let retry { arguments += ["--retry", "\(retry.number)"] }
    // What the tasks get of the environment and the directory is in the submission; the driver has its own.
    let directory = String(validating: submission.directory.bytes, as: UTF8.self) ?? "/"
    let call = SubmitApplication(
      name: submission.name, image: 0, arguments: arguments, environment: Environment.all, directory: directory,
      queue: submission.queue, priority: submission.priority)
    let number = try ManagerClient(socketPath: socketPath).call(call, descriptors: [currentExecutable()]).application
    // The driver does the same, but whoever asks for the job's number next may be faster. The job is accepted by now,
    // and whoever was told of an error would submit it again.
    do {
      try store.link(key, toNumber: number, socketPath: socketPath)
    } catch {
      StandardError.warn("job \(number) can't be retried by its number until it has begun: \(error), ignoring")
    }
    store.pruneNowAndThen()
    return number
  }
}

/// A job whose driver is this process, with a person or a script that waits for it.
struct AttachedRun {
  /// How it is shown.
  struct Presentation {
    /// What tasks print is printed in the order of the inputs.
    let isOrdered: Bool
    /// Nothing is said but what tasks print, and why the job could not be run.
    let isQuiet: Bool
    /// A document about the job is printed instead of what tasks print.
    let isJSON: Bool
  }

  private let submission: Submission
  private let master: Master
  private let options: Presentation
  /// Which retry of an earlier job it is.
  private let retry: (key: String, number: Int)?

  init(
    _ submission: Submission, on master: Master, _ options: Presentation, retry: (key: String, number: Int)? = nil
  ) {
    self.submission = submission
    self.master = master
    self.options = options
    self.retry = retry
  }

  /// - Returns: the exit status.
  func run() async -> CInt {
    let outcome: SubmissionOutcome
    do {
      let interruption = try Interruption([SIGINT, SIGTERM, SIGHUP])
      // Whoever reads what is printed may leave before its end, and then that is an error of one write.
      ProcessSignals.discard(SIGPIPE)
      outcome = try await driver(interruption).run()
    } catch {
      outcome = SubmissionOutcome(end: .failed, problem: "\(error)")
    }
    report(outcome)
    return outcome.exitStatus
  }

  private func driver(_ interruption: Interruption) throws -> SubmissionDriver {
    var stored: (key: String, store: SubmissionStore)?
    if master.isManager {
      let store = try SubmissionStore()
      store.pruneNowAndThen()
      stored = (try retry?.key ?? store.add(submission, isDurable: false).key, store)
    }
    let presentation = SubmissionDriver.Presentation(
      options.isJSON ? .discarded : .printed, isOrdered: options.isOrdered,
      showsProgress: !options.isQuiet && !options.isJSON, isQuiet: options.isQuiet)
    // Somebody who retries a job doesn't want it to wait for the others once more.
    let predecessors = Predecessors(retry == nil ? submission.after : [], on: master)
    return SubmissionDriver(
      submission, stored: stored, retryNumber: retry?.number ?? 0, on: master, presentation, interruption,
      prepare: { try predecessors.wait() })
  }

  private func report(_ outcome: SubmissionOutcome) {
    if options.isJSON {
      let report = SubmissionReport(submission, outcome)
      if let text = try? JSONValue(encoding: report).text(pretty: true) { print(text) }
      return
    }
    // Whoever has left, or has stopped the job, knows.
    if case .signalled(SIGPIPE) = outcome.end { return }
    if let problem = outcome.problem, outcome.end == .failed || !options.isQuiet { StandardError.warn(problem) }
    let isEventful = outcome.end != .succeeded || outcome.tasks.failed > 0
    guard !options.isQuiet, outcome.tasks.total > 0, isEventful || Terminal.isAttached(to: STDERR_FILENO)
    else { return }
    StandardError.warn((outcome.job.map { "job \($0): " } ?? "") + outcome.summary)
  }
}

/// What `croft submit --wait --json` prints.
struct SubmissionReport: Encodable {
  let job: Int?
  let name: String
  let end: String
  let exitStatus: Int
  let tasks: TaskCounts
  let seconds: Double
  let cpuSeconds: Double
  let problem: String?

  init(_ submission: Submission, _ outcome: SubmissionOutcome) {
    job = outcome.job
    name = submission.name
    end =
      switch outcome.end {
      case .succeeded: "succeeded"
      case .tasksFailed: "tasksFailed"
      case .failed: "failed"
      case .signalled: "signalled"
      }
    exitStatus = Int(outcome.exitStatus)
    tasks = outcome.tasks
    seconds = Double(outcome.wallNanoseconds / 1_000_000) / 1000
    cpuSeconds = Double(outcome.cpuMicroseconds / 1000) / 1000
    problem = outcome.problem
  }
}

/// The jobs that have to end well before another one starts.
struct Predecessors: Sendable {
  private let jobs: [Int]
  private let master: Master

  init(_ jobs: [Int], on master: Master) {
    self.jobs = jobs
    self.master = master
  }

  /// Waits until all have ended.
  ///
  /// - Throws: ``PredecessorFailed`` for the first that didn't end well.
  func wait() throws {
    guard !jobs.isEmpty, case .manager(let socketPath) = master else { return }
    let client = try ManagerClient(socketPath: socketPath)
    let directory = JobDirectory(client: client)
    let records = try jobs.map { job in
      guard let record = try directory.record(job) else { throw JobNotFoundError.forgotten(job) }
      return record
    }
    try JobWaiter(socketPath: socketPath).wait(for: records) { record in
      let state = try JobOutcome.state(of: record, from: ManagerClient(socketPath: socketPath))
      guard state == .succeeded else {
        let end = record.end.map { ": \($0.printable)" } ?? ""
        throw PredecessorFailed("not started, because job \(record.id) (\(record.name.printable)) didn't succeed\(end)")
      }
    }
  }
}
