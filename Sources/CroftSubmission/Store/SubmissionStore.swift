package import CroftLinux
import CroftProtocol
import Glibc

/// The jobs that this user has submitted, each in a directory of its own, so that their drivers find them, also after
/// a restart of the machine, and so that they can be run again.
///
/// ```
/// $XDG_STATE_HOME/croft/jobs/<key>/submission         what was submitted (SubmissionFile)
/// $XDG_STATE_HOME/croft/jobs/<key>/broadcast-<step>   the tasks of a step, for executors, if they are many
/// $XDG_STATE_HOME/croft/jobs/<key>/inputs-<step>      the inputs of a step that were read when it started
/// $XDG_STATE_HOME/croft/jobs/<key>/steps              how its steps have ended so far (StepLedger)
/// $XDG_STATE_HOME/croft/jobs/by-number/<socket>-<id>  a link whose text is the key of the job with that number
/// $XDG_STATE_HOME/croft/resume/<key>/                 what its tasks have achieved (ResumeDirectory)
/// $XDG_STATE_HOME/croft/resume/<key>-<step>/          the same of a step that is an application of its own
/// ```
package struct SubmissionStore: Sendable {
  /// `…/croft`.
  private let root: String

  private var jobs: String { "\(root)/jobs" }
  private var numbers: String { "\(jobs)/by-number" }

  /// - Parameter environment: `XDG_STATE_HOME` if it is an absolute path, else `HOME` tells where.
  /// - Throws: ``SubmissionStoreError`` if neither does.
  package init(environment: [String: String] = Environment.dictionary) throws(SubmissionStoreError) {
    guard let state = Accounts.stateDirectory(environment) else {
      throw SubmissionStoreError(
        "there is no place to keep the job: neither XDG_STATE_HOME nor HOME is set to an absolute path")
    }
    root = "\(state)/croft"
  }

  /// Where the files of a job lie.
  package func directory(of key: String) -> String { "\(jobs)/\(key)" }

  /// Keeps a submission.
  ///
  /// - Parameter isDurable: whether it has to outlast a loss of power.
  /// - Throws: `SystemError` when it can't be written.
  package func add(
    _ submission: Submission, isDurable: Bool, unixMilliseconds: Int = UnixTime.nowMilliseconds,
    random: UInt32 = .random(in: .min ... .max)
  ) throws -> StoredSubmission {
    let key = SubmissionKey.make(unixMilliseconds: unixMilliseconds, random: random)
    let stored = StoredSubmission(key: key, submission: submission, submittedAt: unixMilliseconds)
    try FileSystem.createDirectory(directory(of: key), mode: 0o700, parents: true)
    try SubmissionFile.write(stored, to: file(of: key), isDurable: isDurable)
    return stored
  }

  /// - Throws: ``SubmissionStoreError`` when there is none, or it can't be read.
  package func submission(_ key: String) throws -> StoredSubmission {
    guard SubmissionKey.unixMilliseconds(of: key) != nil, try FileSystem.status(file(of: key)) != nil else {
      throw SubmissionStoreError("there is no stored job \(key.printable): it was removed since; submit it again")
    }
    return try SubmissionFile.read(file(of: key))
  }

  /// Keeps a job from being pruned for as long as the result is held.
  package func hold(_ key: String) throws -> FileDescriptor {
    let entry = try FileDescriptor.open(directory(of: key), flags: O_RDONLY | O_DIRECTORY)
    guard try FileLock.tryShared(entry, subject: directory(of: key)) else {
      throw SubmissionStoreError("the stored job \(key) is about to be removed; submit it again")
    }
    return entry
  }

  /// Notes which number a manager gave a job.
  package func link(_ key: String, toNumber number: Int, socketPath: String) throws {
    try FileSystem.createDirectory(numbers, mode: 0o700, parents: true)
    try FileSystem.link(link(number, socketPath), to: key)
  }

  /// The job that a manager gave a number; nil when it isn't this user's, isn't of commands, or was pruned.
  package func key(ofNumber number: Int, socketPath: String) -> String? {
    guard let key = try? FileSystem.linkTarget(link(number, socketPath)), SubmissionKey.unixMilliseconds(of: key) != nil
    else { return nil }
    return key
  }

  /// Whether a driver has begun with the steps of a job.
  func hasBegun(_ key: String) throws -> Bool {
    try FileSystem.status("\(directory(of: key))/\(Self.stepsFileName)") != nil
  }

  /// How the steps of a job have ended so far; nil if none was ever begun.
  package func ledger(of key: String) throws -> StepLedger? {
    let path = "\(directory(of: key))/\(Self.stepsFileName)"
    return try FileSystem.status(path) == nil ? nil : StepLedger(path)
  }

  /// Removes what only another run of the job would need, because all of its tasks have succeeded.
  package func forgetWork(of key: String) {
    let directory = directory(of: key)
    for name in (try? FileSystem.list(directory)) ?? [] where name != Self.fileName && name != Self.stepsFileName {
      try? FileSystem.removeFile("\(directory)/\(name)")
    }
  }

  private static let fileName = "submission"
  /// How the steps of a job have ended so far (``StepLedger``).
  package static let stepsFileName = "steps"
  private func file(of key: String) -> String { "\(directory(of: key))/\(Self.fileName)" }

  /// Another manager numbers its applications for itself.
  private func link(_ number: Int, _ socketPath: String) -> String {
    let socket = Array(socketPath.utf8).withUnsafeBytes { StableHash.hash($0) }
    return "\(numbers)/\(String(socket, radix: 16))-\(number)"
  }
}

// What is too old or too much.
extension SubmissionStore {
  /// Who hasn't looked for a job's failures after a month won't.
  package static let maximumAgeMilliseconds = 30 * 86_400_000
  /// Some kilobytes each, but for those with many inputs.
  package static let maximumCount = 5000
  /// Nothing younger is removed, however much there is: its driver may be about to start.
  package static let protectedAgeMilliseconds = 86_400_000
  /// Looking at all names takes milliseconds: not with every job.
  private static let intervalSeconds = 3600

  /// Removes old jobs that nobody holds, with what they have achieved, if that wasn't done within the last hour.
  package func pruneNowAndThen() {
    let mark = "\(jobs)/pruned"
    let now = UnixTime.nowMilliseconds
    if let status = try? FileSystem.status(mark), abs(now / 1000 - status.modifiedSeconds) < Self.intervalSeconds {
      return
    }
    guard let file = try? FileDescriptor.open(mark, flags: O_WRONLY | O_CREAT, mode: 0o600) else { return }
    futimens(file.rawValue, nil)
    prune(nowUnixMilliseconds: now)
  }

  /// Removes old jobs that nobody holds. What can't be removed stays.
  package func prune(nowUnixMilliseconds now: Int) {
    let keys = ((try? FileSystem.list(jobs)) ?? []).compactMap { name in
      SubmissionKey.unixMilliseconds(of: name).map { (name: name, time: $0) }
    }
    for (index, key) in keys.enumerated() {
      let age = now - key.time
      let isTooMany = keys.count - index > Self.maximumCount
      guard age > Self.maximumAgeMilliseconds || (isTooMany && age > Self.protectedAgeMilliseconds) else { break }
      remove(key.name)
    }
    for name in (try? FileSystem.list(numbers)) ?? [] {
      let path = "\(numbers)/\(name)"
      guard let key = try? FileSystem.linkTarget(path), (try? FileSystem.status(directory(of: key))) == .some(nil)
      else { continue }
      try? FileSystem.removeFile(path)
    }
  }

  private func remove(_ key: String) {
    guard let entry = try? FileDescriptor.open(directory(of: key), flags: O_RDONLY | O_DIRECTORY),
      (try? FileLock.tryExclusive(entry, subject: key)) == true
    else { return }
    for name in (try? FileSystem.list("\(root)/resume")) ?? [] where name == key || name.hasPrefix("\(key)-") {
      try? FileSystem.removeTree("\(root)/resume/\(name)")
    }
    try? FileSystem.removeTree(directory(of: key))
  }
}
