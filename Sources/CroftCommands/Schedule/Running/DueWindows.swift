/// The windows that the timer's run has to see to: those that have passed since the last one it dealt with, as the
/// schedule's catch-up says.
///
/// After a run it is asked once more, and also sees what has come due meanwhile: systemd drops the elapses of a timer
/// whose service still runs. Only without catching up, such a window is left out.
struct DueWindows: RunPlan {
  /// What a timer and a busy machine may take before the run of a window that was due counts as late.
  private static let usualDelay = 60_000

  private let schedule: Schedule
  private let calendar: WindowCalendar
  private let succeeded: (Window) throws -> Bool
  private var interrupted: ArraySlice<Window>
  private var handledUntil: Int
  private var missed: PassedWindows?
  private var hasLooked = false

  /// - Parameters:
  ///   - interrupted: windows whose last run was the timer's, and ended with its process, the oldest first.
  ///   - succeeded: whether a window has been run well already, by hand.
  init(
    of schedule: Schedule, calendar: WindowCalendar, interrupted: [Window],
    succeeded: @escaping (Window) throws -> Bool
  ) {
    self.schedule = schedule
    self.calendar = calendar
    self.interrupted = interrupted[...]
    self.succeeded = succeeded
    handledUntil = schedule.handledUntil
  }

  mutating func next(now: Int) throws -> PlannedRun? {
    switch schedule.catchUp {
    case .all: try nextOfAll(now: now)
    case .last: try newest(now: now)
    case .none: try newestInTime(now: now)
    }
  }

  private mutating func nextOfAll(now: Int) throws -> PlannedRun? {
    if let window = interrupted.popFirst() { return PlannedRun(window: window, trigger: .catchUp) }
    var windows = try missed ?? calendar.windows(endingAfter: schedule.handledUntil)
    defer { missed = windows }
    while let window = try windows.next(by: now) {
      guard try !succeeded(window) else { continue }
      // What another one has followed was missed, however short a time ago.
      return try windows.hasNext(by: now)
        ? PlannedRun(window: window, trigger: .catchUp) : planned(window, now: now)
    }
    return nil
  }

  private mutating func newest(now: Int) throws -> PlannedRun? {
    defer { interrupted = [] }
    guard let newest = try calendar.newest(by: now) else { return nil }
    if newest.end > handledUntil {
      handledUntil = newest.end
      return try succeeded(newest) ? nil : planned(newest, now: now)
    }
    return interrupted.last == newest ? PlannedRun(window: newest, trigger: .catchUp) : nil
  }

  private mutating func newestInTime(now: Int) throws -> PlannedRun? {
    guard !hasLooked else { return nil }
    hasLooked = true
    guard let newest = try calendar.newest(by: now), newest.end > handledUntil, isInTime(newest, now: now),
      try !succeeded(newest)
    else { return nil }
    return PlannedRun(window: newest, trigger: .timer)
  }

  private func planned(_ window: Window, now: Int) -> PlannedRun {
    PlannedRun(window: window, trigger: isInTime(window, now: now) ? .timer : .catchUp)
  }

  private func isInTime(_ window: Window, now: Int) -> Bool {
    now - window.end <= Self.usualDelay + schedule.randomizedDelaySeconds * 1000
  }
}
