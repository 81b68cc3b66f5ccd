import CroftLinux

/// A schedule as lists show it.
struct ScheduleSummary: Encodable {
  enum State: String, Encodable {
    case active, paused, running
    /// The last run didn't succeed.
    case failed
  }

  let name: String
  let calendar: String
  /// When the timer elapses next; nil when it is paused, or never again. In milliseconds since 1970, as all times here.
  let next: Int?
  /// The logical time of the run that was started last.
  let last: Int?
  let result: RunOutcome?
  let state: State
}

extension ScheduleSummary {
  init(of directory: ScheduleDirectory, _ scope: ScheduleScope, now: Int) throws {
    let schedule = try directory.load()
    let runs = try directory.recentRuns(1)
    let isPaused = ScheduleInstaller(scope: scope, name: directory.name).isPaused
    let isRunning = try directory.hasRunning()
    name = schedule.name
    calendar = schedule.calendar
    next = isPaused ? nil : try CalendarExpression(schedule.calendar).occurrences(after: now, count: 1).first
    last = runs.first?.logicalTime
    result = runs.first?.outcome
    state = isRunning ? .running : isPaused ? .paused : [nil, .succeeded].contains(result) ? .active : .failed
  }
}

/// A run with how it stands, which the history's file can't tell of one that goes on.
struct RunSummary: Encodable {
  let number: Int
  let logicalTime: Int
  let windowStart: Int?
  let trigger: RunTrigger
  let attempt: Int
  let startedAt: Int
  let endedAt: Int?
  let outcome: RunOutcome
  let exitStatus: Int?
  let signal: Int?
  let error: String?

  init(_ run: ScheduledRun, _ outcome: RunOutcome) {
    number = run.number
    logicalTime = run.logicalTime
    windowStart = run.windowStart
    trigger = run.trigger
    attempt = run.attempt
    startedAt = run.startedAt
    endedAt = run.end?.endedAt
    self.outcome = outcome
    exitStatus = run.end?.exitStatus
    signal = run.end?.signal
    error = run.end?.error
  }
}

extension RunResult {
  /// nil for a window that somebody else runs, which was told when it was skipped.
  var summary: RunSummary? {
    guard case .ended(let run) = self, let end = run.end else { return nil }
    return RunSummary(run, end.outcome)
  }
}

extension ScheduleDirectory {
  /// The last runs, the newest first.
  func recentRuns(_ count: Int, before number: Int? = nil) throws -> [RunSummary] {
    try locked {
      let runs = history.runs.reversed().lazy.filter { $0.number < number ?? .max }.prefix(count)
      return try runs.map { RunSummary($0, try outcome(of: $0)) }
    }
  }

  /// Whether any window runs now.
  func hasRunning() throws -> Bool {
    try locked { try history.runs.contains { try $0.end == nil && outcome(of: $0) == .running } }
  }
}
