import CroftLinux
import CroftProtocol

/// Tells the manager what jobs, stages and attempts have done: every half a second while there is news, at the end of
/// each job, and as often as a batch of attempts is full. Belongs to the driver's loop.
final class HistoryReporter {
  /// A person who looks again sees something new, and the manager is called twice a second at most.
  private static let periodNanoseconds: UInt64 = 500_000_000
  /// So many calls keep the manager busy; one that does not answer them doesn't keep up.
  private static let mostUnanswered = 4

  /// What runs for less is over before anybody has read that it runs.
  private static let youthNanoseconds: UInt64 = 1_000_000_000

  /// An attempt that an executor runs.
  struct Running {
    let attempt: TaskAttempt
    let executor: ExecutorID
    let beganNanoseconds: UInt64
  }

  /// How often the number of tasks is told while a job runs, at most: it changes with every task.
  private static let countsPeriodNanoseconds: UInt64 = 1_000_000_000

  /// A manager answers within milliseconds. One that hangs keeps no program from its end.
  private static let longestAnswerNanoseconds: UInt64 = 2_000_000_000

  private let session: ManagerSession
  private let loop: EventLoop
  private var log = AttemptLog()
  private var outbox = HistoryOutbox()
  private var isTimerSet = false
  /// What has to be added to the monotonic time to get the time of day, in milliseconds.
  private let clockOffset: Int
  private var failedAttempts: [JobID: [UInt16: Int]] = [:]
  /// Gives the stages of jobs that run.
  var runningStages: () -> [StageRecord] = { [] }

  /// Gives how many tasks there are, of jobs that run and of those that have ended.
  var countTasks: () -> TaskCounts = { TaskCounts() }
  /// Gives what executors run now.
  var runningAttempts: () -> [Running] = { [] }
  private var toldRunning: [RunningAttempt] = []
  private var answerWaiters: [@Sendable () -> Void] = []
  private var toldCounts = TaskCounts()
  private var countsToldAtNanoseconds: UInt64 = 0

  init(_ session: ManagerSession, on loop: EventLoop) {
    self.session = session
    self.loop = loop
    clockOffset = UnixTime.nowMilliseconds - Int(MonotonicTime.nowNanoseconds / 1_000_000)
  }

  /// What the driver is about to end with.
  ///
  /// - Parameter done: is called when the manager has answered, or can't: whoever ends before may be seen to end
  ///   before this is read.
  func noteExit(status: Int, done: @escaping @Sendable () -> Void) {
    outbox.exitStatus = status
    tellCounts()
    flush()
    guard session.isConnected, outbox.unansweredCount > 0 else { return done() }
    answerWaiters.append(done)
    loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.longestAnswerNanoseconds) { [weak self] in
      self?.releaseAnswerWaiters()
    }
  }

  /// Nobody waits for answers any longer: all have come, or none will.
  func releaseAnswerWaiters() {
    let waiters = answerWaiters
    answerWaiters = []
    for waiter in waiters { waiter() }
  }

  /// Attempts that the history lacks.
  var droppedAttempts: Int { outbox.droppedAttempts }

  func unixMilliseconds(atNanoseconds time: UInt64) -> Int { clockOffset + Int(time / 1_000_000) }

  // MARK: News

  func note(_ success: TaskSuccess, on executor: ExecutorID, atNanoseconds now: UInt64) {
    let attempt = success.attempt
    append(
      AttemptRecord(
        partition: attempt.task.partition, number: attempt.number, executor: UInt32(executor.rawValue),
        startMilliseconds: unixMilliseconds(atNanoseconds: now - min(success.runNanoseconds, now)),
        durationMicroseconds: success.runNanoseconds / 1000, outcome: .succeeded, end: success.end),
      attempt.task)
  }

  /// - Parameters:
  ///   - end: how its command ended, if it was one that did.
  ///   - began: when it began, as far as is known.
  func note(
    _ attempt: TaskAttempt, on executor: ExecutorID, _ outcome: AttemptOutcome, _ error: String,
    end: AttemptEnd? = nil, beganAtNanoseconds began: UInt64?, atNanoseconds now: UInt64
  ) {
    let start = min(began ?? now, now)
    failedAttempts[attempt.task.job, default: [:]][attempt.task.stage, default: 0] += 1
    append(
      AttemptRecord(
        partition: attempt.task.partition, number: attempt.number, executor: UInt32(executor.rawValue),
        startMilliseconds: unixMilliseconds(atNanoseconds: start), durationMicroseconds: (now - start) / 1000,
        outcome: outcome, error: error.cut(toBytes: AttemptBatch.maximumErrorBytes), end: end),
      attempt.task)
  }

  private func append(_ record: AttemptRecord, _ task: TaskID) {
    if let batch = log.append(record, job: task.job, stage: task.stage) {
      outbox.add(batch)
      send()
    }
    setTimer()
  }

  /// Attempts are sent to executors: how they do is to be told. Costs next to nothing, since it comes with each task.
  func noteStart() { setTimer() }

  /// There are more tasks than those of this driver's jobs.
  func noteCounts() {
    tellCounts()
    setTimer()
  }

  func failedAttempts(of job: JobID, stage: Int) -> Int { failedAttempts[job]?[UInt16(stage)] ?? 0 }

  func note(_ job: JobRecord) {
    outbox.add(job)
    setTimer()
  }

  /// The job has ended: what there is to tell is sent before anybody hears of its result, since the program may end
  /// then.
  func noteEnd(of id: JobID, _ job: JobRecord, _ stages: [StageRecord]) {
    outbox.add(job)
    for stage in stages { outbox.add(stage) }
    failedAttempts[id] = nil
    tellCounts()
    if !toldRunning.isEmpty { tellRunning() }
    flush()
  }

  // MARK: Reports

  /// Sends all that there is to tell, however much of it is not answered yet.
  func flush() {
    gather()
    send(upTo: .max)
    session.flush()
  }

  func reportTaken() {
    outbox.noteAnswer()
    send()
    if outbox.unansweredCount == 0 { releaseAnswerWaiters() }
  }

  func connectionLost() {
    outbox.loseConnection()
    toldRunning = []
    releaseAnswerWaiters()
  }

  /// The manager has forgotten what runs, or is another one.
  func connectionBack() {
    send()
    setTimer()
  }

  private func setTimer() {
    guard !isTimerSet else { return }
    isTimerSet = true
    loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.periodNanoseconds) { [weak self] in
      guard let self else { return }
      isTimerSet = false
      for stage in runningStages() { outbox.add(stage) }
      tellCountsNowAndThen()
      tellRunning()
      gather()
      send()
    }
  }

  /// Tells what runs, if that isn't what was told last; and comes back for what has only just begun.
  private func tellRunning() {
    let now = MonotonicTime.nowNanoseconds
    let all = runningAttempts()
    let grown = all.filter { now - min($0.beganNanoseconds, now) >= Self.youthNanoseconds }
    if grown.count < all.count { setTimer() }
    let running = grown.sorted { ($0.beganNanoseconds, $0.executor) < ($1.beganNanoseconds, $1.executor) }
      .prefix(RunningAttempt.mostTold).map { record(of: $0) }
    guard running != toldRunning else { return }
    toldRunning = running
    outbox.running = running
  }

  private func record(of running: Running) -> RunningAttempt {
    let (attempt, task) = (running.attempt, running.attempt.task)
    return RunningAttempt(
      job: Int(task.job.rawValue), stage: Int(task.stage), partition: Int(task.partition), number: Int(attempt.number),
      executor: running.executor.rawValue, startedAt: unixMilliseconds(atNanoseconds: running.beganNanoseconds))
  }

  private func tellCountsNowAndThen() {
    guard MonotonicTime.nowNanoseconds >= countsToldAtNanoseconds + Self.countsPeriodNanoseconds else {
      // What came since is told later, also when nothing more comes.
      return setTimer()
    }
    tellCounts()
  }

  private func tellCounts() {
    let counts = countTasks()
    guard counts != toldCounts else { return }
    toldCounts = counts
    countsToldAtNanoseconds = MonotonicTime.nowNanoseconds
    outbox.tasks = counts
  }

  private func gather() { for batch in log.takeAll() { outbox.add(batch) } }

  func send(upTo most: Int = mostUnanswered) {
    guard session.isConnected else { return }
    while outbox.unansweredCount < most, let report = outbox.next(of: session.application) { session.report(report) }
  }
}
