import CroftLinux
import CroftProtocol
import Glibc

/// Everything that is kept of one schedule:
///
///     schedule.json             what runs when, and how far the timer's runs have got
///     history.jsonl             the runs
///     lock                      held for moments, by whoever reads or writes what follows from one another
///     windows/<end>.lock        held as long as the window's command runs
final class ScheduleDirectory {
  /// A schedule's command and environment may hold secrets.
  private static let directoryMode: mode_t = 0o700
  private static let fileMode: mode_t = 0o600
  /// More than the arguments and the environment of a process may have by default (2 MiB).
  private static let maximumFileBytes = 8 << 20

  let path: String
  let name: ScheduleName
  let history: RunHistory

  init(path: String, name: ScheduleName) {
    self.path = path
    self.name = name
    history = RunHistory(path: path + "/history.jsonl")
  }

  var schedulePath: String { path + "/schedule.json" }
  var windowsPath: String { path + "/windows" }

  /// Whether there is a schedule, and not just the history of one.
  var exists: Bool { (try? FileSystem.status(schedulePath)) != nil }

  /// - Parameter parentMode: of the directories above that of all schedules, where they aren't there yet.
  func create(_ schedule: Schedule, parentMode: mode_t) throws {
    let all = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    let above = String(all[..<(all.lastIndex(of: "/") ?? all.startIndex)])
    try FileSystem.createDirectory(above, mode: parentMode, parents: true)
    try FileSystem.createDirectory(windowsPath, mode: Self.directoryMode, parents: true)
    try locked { try save(schedule) }
  }

  func load() throws -> Schedule {
    let text = try FileSystem.readText(schedulePath, maximumBytes: Self.maximumFileBytes)
    do {
      let document = try JSONParser.parse(text)
      guard document["version"] == .integer(Int64(Schedule.currentVersion)) else {
        throw ScheduleError("its version isn't \(Schedule.currentVersion), so it comes from another croft")
      }
      return try document.decoded()
    } catch {
      throw ScheduleError(
        "\(schedulePath) can't be read: \(error). Remove the schedule \(name.text) and add it again; "
          + "remove --keep-history keeps its history")
    }
  }

  /// Under the lock, after ``load()`` under the same.
  func save(_ schedule: Schedule) throws {
    try DurableFile.replace(schedulePath, with: JSONValue(encoding: schedule).text(pretty: true), mode: Self.fileMode)
  }

  /// Removes it all, or all but the history.
  func remove(keepingHistory: Bool) throws {
    guard keepingHistory, try FileSystem.status(history.path) != nil else { return try FileSystem.removeTree(path) }
    try FileSystem.removeFile(schedulePath)
    try FileSystem.removeTree(windowsPath)
  }

  // MARK: - Locks

  /// Runs alone among all processes that look after this schedule, with the history up to date.
  func locked<Value>(_ body: () throws -> Value) throws -> Value {
    let lockPath = path + "/lock"
    let lock = try FileDescriptor.open(lockPath, flags: O_RDWR | O_CREAT, mode: Self.fileMode)
    while flock(lock.rawValue, LOCK_EX) != 0 {
      guard errno == EINTR else { throw SystemError("flock", errno: errno, subject: lockPath) }
    }
    try history.refresh()
    return try withExtendedLifetime(lock) { try body() }
  }

  /// Takes a window for a run, under the lock; nil while somebody else has it.
  func lockWindow(_ window: Window) throws -> FileDescriptor? {
    let path = lockPath(of: window.end)
    let file = try FileDescriptor.open(path, flags: O_RDWR | O_CREAT, mode: Self.fileMode)
    return try FileLock.tryExclusive(file, subject: path) ? file : nil
  }

  /// Under the lock, with the window's own still held.
  func removeWindowLock(_ window: Window) throws {
    try FileSystem.removeFile(lockPath(of: window.end))
  }

  /// How a run stands, under the lock.
  func outcome(of run: ScheduledRun) throws -> RunOutcome {
    if let end = run.end { return end.outcome }
    guard history.runs(ofLogicalTime: run.logicalTime).last?.number == run.number else { return .interrupted }
    return try isRunning(run) ? .running : .interrupted
  }

  private func isRunning(_ run: ScheduledRun) throws -> Bool {
    let path = lockPath(of: run.logicalTime)
    if try FileSystem.status(path) != nil {
      let file = try FileDescriptor.open(path, flags: O_RDWR)
      if try !FileLock.tryExclusive(file, subject: path) { return true }
      // It was left by one that was killed.
      try FileSystem.removeFile(path)
    }
    return run.process?.isAlive ?? false
  }

  private func lockPath(of end: Int) -> String { "\(windowsPath)/\(UnixTime.utc(milliseconds: end)).lock" }
}
