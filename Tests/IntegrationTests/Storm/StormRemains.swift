import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc

/// What a manager has on the machine.
struct StormRemains {
  /// What the manager's descriptors are open on, without numbers, while it answers one client.
  let descriptors: [String]
  /// Of applications.
  let cgroups: [String]
  let scratch: [String]

  /// - Parameter pool: Of the first manager of the storm, which is taken over by all others; nil where there is none.
  init(of manager: PrivateManager, pool: String?) throws {
    // It has heard of the end of every earlier connection when it answers this one.
    let client = try manager.client()
    let processID = try client.call(GetStatus()).processID
    descriptors = ProcessView(processID).descriptors.values.map { $0.filter { !$0.isNumber } }.sorted()
    scratch = try FileSystem.list(manager.scratch)
    cgroups = pool.map { Cgroup(path: $0).children.map(\.path) } ?? []
    withExtendedLifetime(client) {}
  }

  /// Processes other than the manager that name its directory in their arguments or their environment: drivers and
  /// executors.
  static func processes(of manager: PrivateManager) -> [String] {
    let own = [Int(getpid()), Int(manager.process.processID)]
    let processes = ((try? FileSystem.list("/proc")) ?? []).compactMap { Int($0) }.filter { !own.contains($0) }
    return processes.compactMap { process in
      guard ProcessView(process).isRunning else { return nil }
      let texts = ["cmdline", "environ"].map { file in
        (try? FileSystem.readText("/proc/\(process)/\(file)", maximumBytes: 4 << 20)) ?? ""
      }
      return texts.contains { $0.contains(manager.directory) } ? "\(process) \(texts[0])" : nil
    }
  }
}
