import CroftLinux
import Glibc

/// Why a window runs.
enum RunTrigger: String, Codable {
  /// The timer, in time.
  case timer
  /// The timer, for a window that was missed.
  case catchUp = "catch-up"
  case runNow = "run-now"
  case backfill

  /// Whether the timer answers for it: what it began and couldn't finish, it begins again.
  var isTimers: Bool { self == .timer || self == .catchUp }
}

/// How a run came out.
enum RunOutcome: String, Codable {
  case succeeded
  case failed
  /// It was ended after the schedule's `--timeout`.
  case timedOut = "timed out"
  /// Croft or the machine was ended in the middle of it.
  case interrupted
  case running
}

/// One run of one window, as the history keeps it and as programs get it.
struct ScheduledRun: Codable, Equatable {
  let number: Int
  /// In milliseconds since 1970, as all times here.
  let logicalTime: Int
  let windowStart: Int?
  let trigger: RunTrigger
  /// Which try of this window it is, from 1.
  let attempt: Int
  let startedAt: Int
  var process: RunProcess?
  var end: RunEnd?

  var window: Window { Window(start: windowStart, end: logicalTime) }
}

/// The process of a run's command, so that it can be told from a later one with its number.
struct RunProcess: Codable, Equatable {
  let run: Int
  let processID: Int
  let startTime: Int
  let bootID: String

  init(run: Int, _ record: ProcessIdentityRecord) {
    self.run = run
    processID = Int(record.processID)
    startTime = record.startTime
    bootID = record.bootID
  }

  /// Whether it still runs, which it does when `croft` alone was killed.
  var isAlive: Bool {
    let record = ProcessIdentityRecord(
      processID: pid_t(truncatingIfNeeded: processID), startTime: startTime, cgroup: nil, bootID: bootID)
    guard let process = try? record.find() else { return false }
    // One that has ended still has its number until its parent asks, which in a container may be never.
    var entry = pollfd(fd: process.descriptor.rawValue, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) == 0
  }
}

struct RunEnd: Codable, Equatable {
  let run: Int
  let endedAt: Int
  let outcome: RunOutcome
  var exitStatus: Int?
  var signal: Int?
  /// Why the command couldn't even start.
  var error: String?
}
