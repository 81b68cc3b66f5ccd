import CroftLinux

/// The right to run a window, which nobody else has until ``ScheduleDirectory/end(_:_:)``.
final class RunClaim {
  let run: ScheduledRun
  /// Lasts as long as this process, unlike a file that says so.
  let windowLock: FileDescriptor

  init(run: ScheduledRun, windowLock: FileDescriptor) {
    self.run = run
    self.windowLock = windowLock
  }
}

/// What came of asking for a window.
enum RunPermission {
  case granted(RunClaim)
  /// Somebody else runs it now.
  case running
  /// Another of the timer's runs has dealt with it meanwhile.
  case handled
}

extension ScheduleDirectory {
  /// Asks for a window, and notes the run's start.
  func begin(_ planned: PlannedRun, now: Int) throws -> RunPermission {
    try locked {
      let earlier = history.runs(ofLogicalTime: planned.window.end)
      if let last = earlier.last, try outcome(of: last) == .running { return .running }
      var schedule = try load()
      let isRepetition = try earlier.last.map { try outcome(of: $0) == .interrupted } ?? false
      if planned.trigger.isTimers, planned.window.end <= schedule.handledUntil, !isRepetition { return .handled }
      guard let windowLock = try lockWindow(planned.window) else { return .running }
      let run = ScheduledRun(
        number: (history.runs.last?.number ?? 0) + 1, logicalTime: planned.window.end,
        windowStart: planned.window.start, trigger: planned.trigger, attempt: (earlier.last?.attempt ?? 0) + 1,
        startedAt: now)
      try history.append(HistoryLine(run: run))
      try history.prune()
      if planned.trigger.isTimers, planned.window.end > schedule.handledUntil {
        schedule.handledUntil = planned.window.end
        try save(schedule)
      }
      return .granted(RunClaim(run: run, windowLock: windowLock))
    }
  }

  /// Notes the process of a run's command.
  func note(_ process: RunProcess) throws {
    try locked { try history.append(HistoryLine(process: process)) }
  }

  /// Notes a run's end, and gives its window back.
  func end(_ claim: RunClaim, _ end: RunEnd) throws {
    try locked {
      try history.append(HistoryLine(end: end))
      try removeWindowLock(claim.run.window)
    }
  }
}
