import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc

/// Asks a manager for snapshots, and finds it again when it was restarted.
struct FarmReader {
  private let connect: () throws -> ManagerClient
  private var client: ManagerClient?

  init(connect: @escaping () throws -> ManagerClient) { self.connect = connect }

  /// - Throws: What kept the manager from answering. The next call connects anew.
  mutating func read() throws -> FarmSnapshot {
    do {
      let client = try self.client ?? connect()
      self.client = client
      let status = try client.call(GetStatus())
      return FarmSnapshot(
        time: UnixTime.nowMilliseconds, managerStartedAt: ProcessStart.unixMilliseconds(of: status.processID),
        status: status, queues: try client.call(ListQueues()).queues,
        applications: try client.call(ListApplications()).applications,
        executors: try client.call(ListExecutors()).executors)
    } catch {
      client = nil
      throw error
    }
  }
}

/// When a process was started, as /proc tells it.
enum ProcessStart {
  /// A process's stat file is one line of some 300 bytes.
  private static let maximumBytes = 4096

  /// nil where the process can't be seen.
  static func unixMilliseconds(of process: Int, directory: String = "/proc") -> Int? {
    guard let stat = try? FileSystem.readText("\(directory)/\(process)/stat", maximumBytes: maximumBytes),
      let uptime = try? FileSystem.readText("\(directory)/uptime", maximumBytes: maximumBytes)
    else { return nil }
    return unixMilliseconds(
      stat: stat, uptime: uptime, now: UnixTime.nowMilliseconds, ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Pure: proc(5)'s stat has the start in ticks since boot as field 22; fields are counted from behind the name,
  /// which may hold anything.
  static func unixMilliseconds(stat: String, uptime: String, now: Int, ticksPerSecond: Int) -> Int? {
    guard let name = stat.lastIndex(of: ")"), ticksPerSecond > 0 else { return nil }
    let fields = stat[stat.index(after: name)...].split(separator: " ")
    guard fields.count > 19, let ticks = Int(fields[19]),
      let sinceBoot = uptime.split(separator: " ").first.flatMap({ Double($0) })
    else { return nil }
    return now - Int(sinceBoot * 1000) + ticks * 1000 / ticksPerSecond
  }
}
