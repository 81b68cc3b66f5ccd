import CroftLinux
import CroftProtocol
import Glibc

/// The runs of one schedule, in a file of lines of JSON: a run's start, its process and its end are a line each.
///
/// A reader goes on where it was, so that a backfill of thousands of windows doesn't read the file thousands of times.
final class RunHistory {
  /// So many runs are kept. A run takes about 400 bytes.
  private static let maximumRuns = 10_000
  /// Only so many more make a shorter file worth writing.
  private static let slack = 1000
  /// Far more than so many runs can take.
  private static let maximumBytes = 64 << 20
  /// The history may tell what is in the schedule's command, and that is its owner's business.
  private static let mode: mode_t = 0o600

  let path: String
  /// In the order of their starts.
  private(set) var runs: [ScheduledRun] = []
  /// Lines that couldn't be read, which a crash or a full disk may leave.
  private(set) var damagedLines = 0
  private var places: [Int: Int] = [:]
  private var byLogicalTime: [Int: [Int]] = [:]
  private var position = 0
  private var inode: ino_t = 0

  init(path: String) {
    self.path = path
  }

  /// The runs that a window has had, the oldest first.
  func runs(ofLogicalTime moment: Int) -> [ScheduledRun] {
    (byLogicalTime[moment] ?? []).compactMap { places[$0] }.map { runs[$0] }
  }

  /// Reads what was added since.
  func refresh() throws {
    guard let status = try FileSystem.status(path) else { return forget() }
    if status.inode != inode || status.size < position { forget() }
    inode = status.inode
    guard status.size > position else { return }
    let file = try FileDescriptor.open(path, flags: O_RDONLY)
    lseek(file.rawValue, off_t(position), SEEK_SET)
    let bytes = try file.readAll(maximumBytes: Self.maximumBytes)
    position += bytes.count
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      do {
        try add(HistoryLine(String(decoding: line, as: UTF8.self)))
      } catch is HistoryLine.Damage {
        damagedLines += 1
      }
    }
  }

  /// Adds a line, after ``refresh()`` and under the schedule's lock.
  func append(_ line: HistoryLine) throws {
    if position == 0 { try write(HistoryLine(version: HistoryLine.currentVersion)) }
    try write(line)
    try refresh()
  }

  /// Leaves the newest runs and those without an end, under the schedule's lock, if there are too many.
  func prune(maximumRuns: Int = maximumRuns, slack: Int = slack) throws {
    guard runs.count > maximumRuns + slack else { return }
    let first = runs.count - maximumRuns
    let kept = runs.enumerated().filter { $0.offset >= first || $0.element.end == nil }.map(\.element)
    let lines = [HistoryLine(version: HistoryLine.currentVersion)] + kept.map { HistoryLine(run: $0) }
    let text = try lines.map { try $0.text() + "\n" }.joined()
    try DurableFile.replace(path, with: text, mode: Self.mode)
    try refresh()
  }

  private func write(_ line: HistoryLine) throws {
    // No process outlasts a loss of power. And until it is noted, a killed croft would leave it unknown.
    try DurableFile.append(line.text(), to: path, mode: Self.mode, isDurable: line.process == nil)
  }

  private func add(_ line: HistoryLine) throws {
    if let version = line.version, version != HistoryLine.currentVersion {
      throw ScheduleError("\(path) was written by a newer croft (version \(version)): update croft, or move it away")
    }
    if let run = line.run {
      places[run.number] = runs.count
      byLogicalTime[run.logicalTime, default: []].append(run.number)
      runs.append(run)
    }
    if let process = line.process, let place = places[process.run] { runs[place].process = process }
    if let end = line.end, let place = places[end.run] { runs[place].end = end }
  }

  private func forget() {
    (runs, places, byLogicalTime, position, damagedLines) = ([], [:], [:], 0, 0)
  }
}

/// One line of a history's file. The first has the version alone.
struct HistoryLine: Codable, Equatable {
  struct Damage: Error {}

  /// Raised whenever an older `croft` would misread a newer file.
  static let currentVersion = 1

  var version: Int?
  var run: ScheduledRun?
  var process: RunProcess?
  var end: RunEnd?
}

extension HistoryLine {
  init(_ text: String) throws(Damage) {
    do {
      self = try JSONParser.parse(text).decoded()
    } catch {
      throw Damage()
    }
  }

  func text() throws -> String { try JSONValue(encoding: self).text() }
}
