import CroftLinux
import Glibc

/// Runs windows of one schedule to their ends, as many at once as it may, and notes each in the history.
final class WindowRunner {
  struct Options {
    var maximumRunning = 1
    /// Whether a first Ctrl-C lets what runs come to its end, and only a second one ends it.
    var finishesFirst = false
    /// Whether nothing is told of what starts and ends.
    var isSilent = false
    var output = ChildProgram.Output()
  }

  /// A window's run, from its start to its end.
  private final class Running {
    let claim: RunClaim
    let process: ProcessDescriptor
    var timer: TimerToken?
    var hasTimedOut = false
    var wasSignalled = false

    init(_ claim: RunClaim, _ process: ProcessDescriptor) {
      self.claim = claim
      self.process = process
    }
  }

  /// What a command gets to end by itself after SIGTERM, before SIGKILL.
  private static let graceNanoseconds: UInt64 = 10_000_000_000

  private let directory: ScheduleDirectory
  private let schedule: Schedule
  private let options: Options
  private let loop: EventLoop
  private var plan: any RunPlan
  private var running: [CInt: Running] = [:]
  private var results: [RunResult] = []
  private var isStopping = false
  private var failure: (any Error)?

  init(_ directory: ScheduleDirectory, _ schedule: Schedule, plan: any RunPlan, options: Options) throws {
    self.directory = directory
    self.schedule = schedule
    self.plan = plan
    self.options = options
    loop = try EventLoop()
  }

  /// Runs the plan to its end, or until a signal stops it.
  func run() throws -> [RunResult] {
    guard chdir(schedule.directory) == 0 else {
      throw SystemError("chdir", errno: errno, subject: schedule.directory)
    }
    let signals = try ProcessSignals.forwarded([SIGINT, SIGTERM, SIGHUP])
    try loop.watch(signals.rawValue, for: .readable) { [unowned self] _ in
      while let signal = ProcessSignals.nextForwarded(to: signals) { stop(by: signal) }
    }
    loop.afterEachTurn = { [unowned self] in startMore() }
    loop.run()
    loop.unwatch(signals.rawValue)
    if let failure { throw failure }
    return results
  }

  /// Whether a signal ended it before the plan did.
  var wasStopped: Bool { isStopping }

  private func startMore() {
    do {
      while failure == nil, !isStopping, running.count < options.maximumRunning,
        let planned = try plan.next(now: UnixTime.nowMilliseconds)
      {
        try start(planned)
      }
    } catch {
      failure = error
    }
    if running.isEmpty { loop.stop() }
  }

  private func start(_ planned: PlannedRun) throws {
    switch try directory.begin(planned, now: UnixTime.nowMilliseconds) {
    case .handled: break
    case .running:
      results.append(.running(planned.window))
      tell(planned.window, "runs already, so it isn't started once more")
    case .granted(let claim): try start(claim)
    }
  }

  private func start(_ claim: RunClaim) throws {
    let process: ProcessDescriptor
    do {
      process = try ChildProgram.start(
        schedule.command[0], arguments: schedule.command,
        environment: RunEnvironment.variables(of: schedule, claim.run.window, inherited: Environment.all),
        output: options.output)
    } catch {
      let end = RunEnd(
        run: claim.run.number, endedAt: UnixTime.nowMilliseconds, outcome: .failed, error: "\(error)")
      return try finish(claim, end)
    }
    let run = Running(claim, process)
    running[process.descriptor.rawValue] = run
    try loop.watch(process.descriptor.rawValue, for: .readable) { [unowned self] _ in hasEnded(run) }
    if let seconds = schedule.timeoutSeconds {
      run.timer = loop.addTimer(after: UInt64(seconds) * 1_000_000_000) { [unowned self] in timeOut(run) }
    }
    try directory.note(RunProcess(run: claim.run.number, ProcessIdentityRecord(of: process.processID, cgroup: nil)))
    tell(claim.run.window, "started (\(claim.run.trigger.rawValue), attempt \(claim.run.attempt))")
  }

  private func hasEnded(_ run: Running) {
    do {
      guard let exit = try run.process.waitForExit(blocking: false) else { return }
      loop.unwatch(run.process.descriptor.rawValue)
      running.removeValue(forKey: run.process.descriptor.rawValue)
      run.timer.map(loop.cancelTimer)
      let end = RunEnd(
        run: run.claim.run.number, at: UnixTime.nowMilliseconds, exit, hasTimedOut: run.hasTimedOut,
        wasSignalled: run.wasSignalled)
      try finish(run.claim, end)
    } catch {
      failure = failure ?? error
    }
  }

  private func finish(_ claim: RunClaim, _ end: RunEnd) throws {
    var run = claim.run
    run.end = end
    results.append(.ended(run))
    tell(run.window, run.words)
    try directory.end(claim, end)
  }

  // MARK: - Ending

  private func timeOut(_ run: Running) {
    run.hasTimedOut = true
    signal(run, SIGTERM)
    run.timer = loop.addTimer(after: Self.graceNanoseconds) { [unowned self] in signal(run, SIGKILL) }
  }

  private func stop(by number: CInt) {
    let isFirst = !isStopping
    isStopping = true
    if options.finishesFirst, isFirst, number == SIGINT, !running.isEmpty {
      let many = running.count == 1 ? "the one that runs ends" : "the \(running.count) that run end"
      return StandardError.warn("no more windows are started; \(many) first; Ctrl-C again ends them at once")
    }
    for run in running.values {
      run.wasSignalled = true
      signal(run, options.finishesFirst ? SIGTERM : number)
    }
  }

  /// To all of the command's process group. It hasn't been waited for, so its number is still its own; ESRCH means that
  /// all of the group have ended.
  private func signal(_ run: Running, _ number: CInt) {
    kill(-run.process.processID, number)
  }

  private func tell(_ window: Window, _ what: String) {
    guard !options.isSilent else { return }
    StandardError.warn("\(schedule.name) \(UnixTime.utc(milliseconds: window.logicalTime)) \(what)")
  }
}

extension EventLoop {
  fileprivate func addTimer(after nanoseconds: UInt64, handler: @escaping () -> Void) -> TimerToken {
    addTimer(at: MonotonicTime.nowNanoseconds + nanoseconds, handler: handler)
  }
}
