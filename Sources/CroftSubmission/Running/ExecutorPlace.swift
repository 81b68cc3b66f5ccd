import CroftBatch
import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

/// What a process that runs tasks knows beside their job: what may differ between two runs of the same job, and so is
/// no part of it. Otherwise a driver could not go on where another was.
struct ExecutorPlace: Sendable {
  /// Is set in the driver's environment, and so in its executors', to have what tasks print kept for the driver.
  static let captureVariable = "CROFT_CAPTURE"
  static let scratchVariable = "CROFT_SCRATCH"
  /// Is there in executors alone.
  static let executorVariable = "CROFT_EXECUTOR"

  /// The job's number, as `croft list` has it; `local-` and the process's number where there is no manager.
  let job: String
  /// The directory for what tasks print; nil if it is not kept.
  let captureDirectory: String?
  /// From 0, no two executors of the job that run at once have the same.
  let seat: Int
  let cores: Int
  /// Whether tasks run on threads of the driver's own process.
  let isLocal: Bool

  /// This process's own. Looked up once: executors do one job's work only.
  static let current = ExecutorPlace(Environment.dictionary)

  /// - Parameter environment: as the manager made it for an executor.
  init(_ environment: [String: String]) {
    let scratch = environment[Self.scratchVariable]
    captureDirectory = environment[Self.captureVariable] == nil ? nil : scratch.map(Self.captureDirectory)
    if environment[Self.executorVariable] != nil, let application = environment["CROFT_APPLICATION"] {
      job = application
      cores = environment["CROFT_EXECUTOR_CORES"].flatMap { Int($0) } ?? 1
      isLocal = false
      seat = scratch.flatMap(ExecutorSeatNumber.claim) ?? 0
    } else {
      job = "local-\(getpid())"
      (seat, cores, isLocal) = (0, 1, true)
    }
  }

  /// The number of a slot among those of all executors of the job that run at once, from 1.
  ///
  /// - Parameters:
  ///   - slot: its number in its executor, from 0.
  ///   - coresPerTask: how many of an executor's cores make a slot.
  func slotNumber(_ slot: Int, coresPerTask: Int) -> Int { 1 + seat * max(1, cores / coresPerTask) + slot }

  /// Where a command's standard output or error goes: to the journal where there is one, and to the file that the
  /// submitter wants, or else to one for the driver to print.
  func output(to file: ByteString?, step: Int, task: Int, attempt: Int, isError: Bool) -> CommandOutput {
    if let file { return CommandOutput(isLogged: !isLocal, file: file.bytes) }
    guard let captureDirectory else { return CommandOutput(isLogged: !isLocal) }
    let path = Self.captureFile(in: captureDirectory, step: step, task: task, attempt: attempt, isError: isError)
    return .captured(in: Array(path.utf8), isLogged: !isLocal)
  }

  /// Where the driver finds what tasks have printed.
  static func captureDirectory(inScratch scratch: String) -> String { "\(scratch)/output" }

  /// The file of an attempt's standard output or error.
  ///
  /// - Parameters:
  ///   - step: the step's place in its submission.
  ///   - task: from 0.
  ///   - attempt: from 0.
  static func captureFile(in directory: String, step: Int, task: Int, attempt: Int, isError: Bool) -> String {
    "\(directory)/\(step)-\(task).\(attempt).\(isError ? "err" : "out")"
  }
}

/// Small numbers for executors that run at once: each takes the first that is free, and has it until it ends. The
/// manager's own numbers go on growing while executors come and go.
enum ExecutorSeatNumber {
  /// Far more executors than one application has.
  private static let most = 1 << 15

  /// The claimed file stays open, and so locked, for as long as the process lives.
  private static let held = Mutex<FileDescriptor?>(nil)

  /// - Returns: from 0; nil when the scratch directory can't be written to, and then any number does.
  static func claim(inScratch scratch: String) -> Int? {
    for number in 0..<most {
      guard let file = try? FileDescriptor.open("\(scratch)/seat-\(number)", flags: O_RDWR | O_CREAT, mode: 0o600),
        let isOurs = try? FileLock.tryExclusive(file, subject: "seat \(number)")
      else { return nil }
      guard isOurs else { continue }
      held.withLock { $0 = file }
      return number
    }
    return nil
  }
}
