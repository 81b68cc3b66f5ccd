import CroftDataset
import CroftLinux
import CroftProtocol
import Synchronization

/// The owner of the scheduler: one thread with an event loop that talks to the executors and the manager, turns what
/// comes into the scheduler's events, and performs its actions.
///
/// Unchecked: everything but the mailbox and the waker is touched by the loop's thread alone, from `start()` on.
final class DriverLoop: @unchecked Sendable {
  /// What other threads ask of the loop.
  enum Request: Sendable {
    case submit(JobExecution)
    /// Count the tasks of a job that an earlier driver has completed. The caller goes on with it meanwhile, and changes
    /// nothing of what is counted.
    case count(JobExecution)
    /// Count a job that is known from an earlier driver alone.
    case noteEarlier(EarlierJob)
    /// Tell the manager what the driver is about to end with.
    case noteExit(status: Int, done: @Sendable () -> Void)
    case cancel(JobID?, JobError)
    case reportExecutors(@Sendable ([ExecutorReport]) -> Void)
    /// Say a line.
    case say(String)
    /// Tell which stages of a plan would not run, because what is made of them is kept.
    case foresee(JobPlan, @Sendable ([Bool]) -> Void)
    /// Nil for every definition.
    case unpersist(DefinitionIdentity?)
    case awaitIdleness(deadlineNanoseconds: UInt64, @Sendable () -> Void)
    case close
  }

  private struct Mailbox {
    var requests: [Request] = []
    /// `close` is among the requests, or was; nothing may follow it.
    var isClosed = false
    /// Why nothing runs any more, if the application was ended from outside.
    var termination: JobError?
    /// Wait for that.
    var terminationWaiters: [@Sendable () -> Void] = []
  }

  let loop: EventLoop
  let application: ApplicationID
  let configuration: FarmConfiguration
  let progress: ProgressDisplay
  private let writeLog: @Sendable (String) -> Void
  private let mailbox = Mutex(Mailbox())
  private let waker: Waker

  var scheduler: JobScheduler
  var executions: [JobID: JobExecution] = [:]
  var links: [ExecutorID: ExecutorLink] = [:]
  /// Where partitions of persisted datasets are.
  var cacheDirectory = CacheDirectory()
  /// Where their files are.
  let cachePaths: ScratchPaths
  /// What executors that are gone had done.
  var pastReports: [ExecutorReport] = []
  var session: ManagerSession?
  /// Are called when nothing runs any longer.
  var idlenessWaiters: [@Sendable () -> Void] = []
  /// The one executor is threads of this process, which can't be ended.
  var isLocal: Bool { application == Self.localApplication }
  /// The number of an application that no manager knows; managers count from 1.
  static let localApplication = ApplicationID(0)
  /// Asks for executors with so much memory; nil where there can't be more.
  var requestExecutors: ((_ count: Int, _ memoryBytes: Int) -> Void)?
  /// Tells the manager what jobs do; nil without one.
  var history: HistoryReporter?
  /// Of all jobs that have ended.
  var endedTasks = TaskCounts()
  /// Jobs without an executor while the manager is gone, and when each has waited long enough.
  var strandedJobs: [JobID: TimerToken] = [:]
  /// Performing its actions has shown what the scheduler did not know, so it has to be asked for more.
  var hasNewsForScheduler = false
  private var wakeTimer: TimerToken?
  /// A timer runs that will show how far jobs are.
  var isWatchingProgress = false
  /// A timer runs that will say so if there is no executor then.
  var saysWhenWaiting = false

  init(
    _ application: ApplicationID, _ configuration: FarmConfiguration, memory: MemoryPolicy? = nil, scratch: String,
    progress: ProgressOutput, log: @escaping @Sendable (String) -> Void
  ) throws {
    self.application = application
    self.configuration = configuration
    cachePaths = ScratchPaths(root: scratch)
    self.progress = ProgressDisplay(progress)
    writeLog = log
    var policy = configuration.policy
    if let memory { policy.memory = memory }
    scheduler = JobScheduler(policy: policy)
    loop = try EventLoop()
    waker = loop.waker
  }

  /// Runs the loop on a thread of its own until `close` is asked for.
  func start() throws {
    loop.onWake = { [unowned self] in handleRequests() }
    loop.afterEachTurn = { [unowned self] in turn() }
    _ = try NamedThread.start(name: "croft-driver") { [self] in loop.run() }
  }

  func ask(_ request: Request) {
    let isAccepted = mailbox.withLock { mailbox in
      guard !mailbox.isClosed else { return false }
      mailbox.requests.append(request)
      if case .close = request { mailbox.isClosed = true }
      return true
    }
    if isAccepted { waker.wake() } else { refuse(request) }
  }

  private func handleRequests() {
    let requests = mailbox.withLock { mailbox in
      defer { mailbox.requests = [] }
      return mailbox.requests
    }
    for request in requests { handle(request) }
  }

  /// Answers what comes after the end, so that nobody waits for a loop that has stopped.
  private func refuse(_ request: Request) {
    switch request {
    case .submit(let execution): execution.end(.failure(Self.closed))
    case .reportExecutors(let reply): reply([])
    case .foresee(let plan, let reply): reply(plan.graph.stages.map { _ in false })
    case .noteExit(_, let done): done()
    case .awaitIdleness(_, let reply): reply()
    case .count, .noteEarlier, .cancel, .unpersist, .say, .close: break
    }
  }

  /// Whether `close` has been asked for.
  var isClosed: Bool { mailbox.withLock(\.isClosed) }

  /// Why the application was ended from outside, if it was.
  var termination: JobError? { mailbox.withLock(\.termination) }

  func noteTermination(_ error: JobError) {
    let waiters = mailbox.withLock { mailbox in
      mailbox.termination = error
      defer { mailbox.terminationWaiters = [] }
      return mailbox.terminationWaiters
    }
    for waiter in waiters { waiter() }
  }

  /// Has `body` called once there is a termination; at once if there was one.
  func whenTerminated(_ body: @escaping @Sendable () -> Void) {
    let isTerminated = mailbox.withLock { mailbox in
      if mailbox.termination == nil { mailbox.terminationWaiters.append(body) }
      return mailbox.termination != nil
    }
    if isTerminated { body() }
  }

  static var closed: JobError { JobError(.cancelled, "the farm is closed: connect to one again") }

  private func handle(_ request: Request) {
    switch request {
    case .submit(let execution):
      if let termination { return execution.end(.failure(termination)) }
      executions[execution.id] = execution
      noteStart(of: execution)
      useCache(for: execution)
      scheduler.submit(execution.id, execution.shape, pool: execution.pool, policy: execution.policy)
      watchForExecutors()
      watchStrandedJobs()
      watchProgress()
    case .cancel(let job, let error):
      for id in job.map({ [$0] }) ?? Array(executions.keys) { scheduler.cancel(id, because: error) }
    case .reportExecutors(let reply):
      reply(pastReports + links.values.sorted { $0.id < $1.id }.map { $0.report(isAlive: true) })
    case .say(let line): log(line)
    case .foresee(let plan, let reply): reply(dormantStages(of: plan))
    case .unpersist(let definition): unpersist(definition)
    case .count(let execution): noteComplete(execution)
    case .noteEarlier(let job): note(job)
    case .noteExit(let status, let done):
      if let history { history.noteExit(status: status, done: done) } else { done() }
    case .awaitIdleness(let deadline, let reply): waitForIdleness(untilNanoseconds: deadline, reply)
    case .close:
      close()
    }
  }

  private func close() {
    for id in executions.keys { scheduler.cancel(id, because: Self.closed) }
    perform(scheduler.takeActions(atNanoseconds: MonotonicTime.nowNanoseconds))
    progress.clear()
    endHistory()
    session?.close()
    for link in links.values { loop.unwatch(link.channel.rawValue) }
    links = [:]
    answerIdlenessWaiters()
    loop.stop()
  }

  // MARK: Turns

  /// After each batch of events: put what they achieved on disk, perform what follows from them, and send it.
  func turn() {
    flushJournals()
    repeat {
      hasNewsForScheduler = false
      perform(scheduler.takeActions(atNanoseconds: MonotonicTime.nowNanoseconds))
      // Of tasks that were given up, performing the actions tells.
      flushJournals()
    } while hasNewsForScheduler
    for link in links.values where link.hasOutgoing { flush(link) }
    noteIdleness()
  }

  private func flushJournals() {
    for execution in executions.values {
      do {
        try execution.flushJournal()
      } catch {
        hasNewsForScheduler = true
        scheduler.cancel(execution.id, because: Self.notKept(execution, error))
        // The scheduler has ended the job already if its last task was among the events.
        end(execution.id, .failure(Self.notKept(execution, error)), JobCounters())
      }
    }
  }

  /// Why a job fails whose journal can't be written.
  static func notKept(_ execution: JobExecution, _ error: any Error) -> JobError {
    JobError(.diskFull, "what job \(execution.id) has achieved can't be kept for later: \(error)")
  }

  /// Says a line, and takes the progress bars out of its way.
  func log(_ line: String) {
    progress.clear()
    writeLog(line)
  }

  private func flush(_ link: ExecutorLink) {
    let isDone = link.flush()
    setInterest(of: link, isDone ? .readable : [.readable, .writable])
  }

  private func setInterest(of link: ExecutorLink, _ interest: EventLoop.Interest) {
    do {
      try loop.setInterest(link.channel.rawValue, interest)
    } catch {
      // Only a channel that the loop does not watch, because it has closed; its executor's end is on the way.
    }
  }

  func setWakeTimer(atNanoseconds deadline: UInt64) {
    if let wakeTimer { loop.cancelTimer(wakeTimer) }
    wakeTimer = loop.addTimer(at: deadline) { [unowned self] in
      wakeTimer = nil
      scheduler.timerFired(atNanoseconds: MonotonicTime.nowNanoseconds)
    }
  }
}

extension ExecutorLink {
  func report(isAlive: Bool) -> ExecutorReport {
    ExecutorReport(
      executor: id.rawValue, processID: processID, slots: slots, completedTasks: completedTasks,
      busySeconds: Double(busyNanoseconds) / 1e9, isAlive: isAlive)
  }
}
