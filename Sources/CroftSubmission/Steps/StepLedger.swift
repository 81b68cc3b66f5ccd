import CroftLinux
package import CroftProtocol
import Glibc

/// Which steps of a job have come to an end, on disk, so that a driver that goes on where another was, or a retry,
/// knows what need not run.
///
/// A text: its first line is the version, each further one an event, in their order: `succeeded 3 10 9 1`, step 3 with
/// 10 tasks, of which 9 succeeded and 1 failed; `failed 2 8 0 8`; or `retry 1`, which makes nothing of the failures
/// before it. A last line without its end was not written whole. Raise the version with every change.
package struct StepLedger {
  private static let banner = "croft-steps 2"
  /// Some bytes for each step and each retry.
  private static let maximumBytes = 16 << 20

  package private(set) var succeeded: Set<Int> = []
  package private(set) var failed: Set<Int> = []
  /// What became of the tasks of each step that has ended.
  package private(set) var counts: [Int: TaskCounts] = [:]
  /// 0 for the first run of the job.
  package private(set) var retryNumber = 0

  private let file: FileDescriptor
  private let path: String
  private let cleanUps: Set<Int>

  /// Opens the ledger of a job, and makes one if there is none.
  ///
  /// - Parameters:
  ///   - cleanUps: the steps that run again for the failures of each retry.
  ///   - retryNumber: which retry the driver is for; nil to look only.
  /// - Throws: `SystemError`, or ``SubmissionStoreError`` for a file that is no such ledger.
  package init(_ path: String, cleanUps: Set<Int> = [], retryNumber: Int? = nil) throws {
    self.path = path
    self.cleanUps = cleanUps
    let found = try FileSystem.status(path) == nil ? "" : FileSystem.readText(path, maximumBytes: Self.maximumBytes)
    file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
    // What lies behind the last line end is a torn line, which the next must not be appended to.
    let whole = found.utf8.lastIndex(of: UInt8(ascii: "\n")).map { found[...$0] } ?? ""
    if whole.utf8.count != found.utf8.count { try file.cut(after: whole.utf8.count) }
    var lines = whole.split(separator: "\n")[...]
    if let first = lines.popFirst() {
      guard first == Self.banner else {
        throw SubmissionStoreError("\(path) was written by another version of Croft: submit the job again")
      }
    } else {
      try append(Self.banner)
    }
    for line in lines { try take(line) }
    if let retryNumber, retryNumber > self.retryNumber {
      try append("retry \(retryNumber)")
      begin(retry: retryNumber)
    }
  }

  /// Notes the end of a step. A driver that is killed loses nothing of it; a machine that loses power may.
  ///
  /// - Parameter counts: what became of its tasks.
  package mutating func note(_ step: Int, succeeded hasSucceeded: Bool, _ counts: TaskCounts) throws {
    let word = hasSucceeded ? "succeeded" : "failed"
    try append("\(word) \(step) \(counts.total) \(counts.succeeded) \(counts.failed)")
    note(step, hasSucceeded, counts)
  }

  /// Whether the step has ended in this run of the job, and how; nil if it hasn't.
  package func end(of step: Int) -> Bool? { succeeded.contains(step) ? true : failed.contains(step) ? false : nil }

  private mutating func take(_ line: Substring) throws {
    let words = line.split(separator: " ")
    let numbers = words.dropFirst().compactMap { Int($0) }.filter { $0 >= 0 }
    switch (words.first, words.count, numbers.count) {
    case ("succeeded", 5, 4), ("failed", 5, 4):
      let counts = TaskCounts(total: numbers[1], succeeded: numbers[2], failed: numbers[3])
      note(numbers[0], words[0] == "succeeded", counts)
    case ("retry", 2, 1): begin(retry: numbers[0])
    default: throw SubmissionStoreError("\(path) is damaged: submit the job again")
    }
  }

  private mutating func note(_ step: Int, _ hasSucceeded: Bool, _ counts: TaskCounts) {
    if hasSucceeded { succeeded.insert(step) } else { failed.insert(step) }
    self.counts[step] = counts
  }

  private mutating func begin(retry number: Int) {
    retryNumber = number
    for step in failed.union(cleanUps) { counts[step] = nil }
    failed = []
    succeeded.subtract(cleanUps)
  }

  private func append(_ line: String) throws(SystemError) {
    do {
      try file.writeAll(line + "\n")
    } catch {
      throw error.about(path)
    }
  }
}
