import CroftLinux
import Glibc
import Synchronization

/// Finds drivers whose manager died after it had started them, and before that was written down. Where there are
/// cgroups, such a driver is found and ended by its cgroup. Without any it would go on beside its successor.
final class LostDriverSearch {
  /// Linux gives a new process 2 MiB for arguments and environment together, as a rule (execve(2)).
  private static let maximumBytes = 4 << 20
  /// For a look at all processes of a user: a thousand take some 50 ms.
  private static let patienceNanoseconds: UInt64 = 2_000_000_000

  /// Reads a file of a process's directory in /proc; nil when it can't be read.
  typealias Reading = @Sendable (_ file: String, _ process: pid_t) -> [UInt8]?

  private let patienceNanoseconds: UInt64
  private let read: Reading
  /// Users with a process that can't be read: nobody waits for them a second time.
  private var stuckUsers: Set<uid_t> = []

  init(
    patienceNanoseconds: UInt64 = LostDriverSearch.patienceNanoseconds,
    read: @escaping Reading = { readFile($0, of: $1) }
  ) {
    self.patienceNanoseconds = patienceNanoseconds
    self.read = read
  }

  /// Looks at all processes of the user for the one that was started as that driver: it leads a session, has the
  /// application's secret among its first variables, and its arguments. A moment before its image runs it has none of
  /// them, and isn't found.
  ///
  /// What is read is memory of these processes, which may lie in files of a server that doesn't answer, such as one of
  /// the user's own (FUSE). So a thread looks, and is left to itself when that takes too long.
  func find(secret: String, arguments: [String], userID: uid_t) -> ProcessIdentityRecord? {
    guard !stuckUsers.contains(userID), let end = try? EventLoop() else { return nil }
    let (waker, read, answer) = (end.waker, read, Answer())
    let thread = try? NamedThread.start(name: "lost-driver") {
      let found = Self.find(secret: secret, arguments: arguments, userID: userID, read)
      answer.state.withLock { $0 = .found(found) }
      waker.wake()
    }
    guard thread != nil else { return nil }
    end.runOnce(timeoutNanoseconds: patienceNanoseconds)
    if case .found(let record) = answer.state.withLock({ $0 }) { return record }
    stuckUsers.insert(userID)
    return nil
  }

  private final class Answer: Sendable {
    enum State: Sendable { case awaited, found(ProcessIdentityRecord?) }

    let state = Mutex(State.awaited)
  }

  private static func find(
    secret: String, arguments: [String], userID: uid_t, _ read: Reading
  ) -> ProcessIdentityRecord? {
    let variable = Array("CROFT_APPLICATION_SECRET=\(secret)".utf8)
    let processes = ((try? FileSystem.list("/proc")) ?? []).compactMap { pid_t($0) }
    let records = processes.compactMap { process -> ProcessIdentityRecord? in
      guard getsid(process) == process, (try? FileSystem.status("/proc/\(process)"))??.owner == userID,
        texts(read("cmdline", process)) == arguments.map({ Array($0.utf8) }),
        texts(read("environ", process)).contains(variable)
      else { return nil }
      return try? ProcessIdentityRecord(of: process, cgroup: nil)
    }
    return records.min { $0.startTime < $1.startTime }
  }

  private static func readFile(_ file: String, of process: pid_t) -> [UInt8]? {
    try? FileDescriptor.open("/proc/\(process)/\(file)", flags: O_RDONLY).readAll(maximumBytes: maximumBytes)
  }

  /// Each ends in a NUL (proc(5)).
  private static func texts(_ bytes: [UInt8]?) -> [[UInt8]] {
    (bytes ?? []).split(separator: 0, omittingEmptySubsequences: false).dropLast().map(Array.init)
  }
}
