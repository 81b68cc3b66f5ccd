import CroftLinux
import Glibc

/// What an executor has used up to now, and has now. A nil can't be known here.
struct CurrentUsage: Sendable, Equatable {
  /// In user and in system mode together.
  var cpuMicroseconds: Int?
  var memoryBytes: Int?
}

/// Reads what many executors use, for one answer. Each file that is read counts against a budget: whatever users run,
/// the manager's one thread isn't kept from others for long.
struct UsageReading {
  /// At some 10 µs each, 40 ms: enough for each of 2,000 executors with their own cgroups.
  static let maximumFiles = 4096
  /// Whoever looks more often sees the same again. `top` looks every second or two.
  static let maximumAgeNanoseconds: UInt64 = 250_000_000

  private var filesLeft = maximumFiles

  /// What the process and all that live in its cgroup use. Nothing once the budget is spent.
  mutating func usage(of process: SupervisedProcess, at now: UInt64) -> CurrentUsage {
    if let last = process.lastUsage, now - min(last.atNanoseconds, now) < Self.maximumAgeNanoseconds {
      return last.usage
    }
    guard filesLeft > 0 else { return CurrentUsage() }
    let usage = process.cgroup.map { read($0.group) } ?? read(process)
    process.lastUsage = (now, usage)
    return usage
  }

  /// The time is counted in every cgroup, the memory only where there is the controller for it.
  private mutating func read(_ cgroup: Cgroup) -> CurrentUsage {
    filesLeft -= 2
    let time = cgroup.keyedValues("cpu.stat")["usage_usec"].map { Int(clamping: $0) }
    if let text = cgroup.read("memory.current"), let bytes = Int(text.dropLast()) {
      return CurrentUsage(cpuMicroseconds: time, memoryBytes: bytes)
    }
    return CurrentUsage(cpuMicroseconds: time, memoryBytes: residentBytes(in: cgroup))
  }

  /// What the processes in it have in memory. Pages that several share count for each.
  private mutating func residentBytes(in cgroup: Cgroup) -> Int? {
    var bytes = 0
    var cgroups = [cgroup]
    while let next = cgroups.popLast() {
      filesLeft -= 2
      guard filesLeft > 0, let processes = next.read("cgroup.procs") else { return nil }
      for number in processes.split(separator: "\n") {
        filesLeft -= 1
        guard filesLeft > 0 else { return nil }
        // One that is gone by now has nothing.
        bytes += ProcessStatus(ofProcess: number)?.residentBytes ?? 0
      }
      cgroups += next.children
    }
    return bytes
  }

  /// Of one without a cgroup of its own: its process, and of its children those that it has waited for.
  private mutating func read(_ process: SupervisedProcess) -> CurrentUsage {
    filesLeft -= 1
    // The number of one that was adopted may have come to mean another process.
    guard let status = ProcessStatus(ofProcess: "\(process.processID)"), let record = process.record,
      status.startTime == record.startTime
    else { return CurrentUsage() }
    return CurrentUsage(cpuMicroseconds: status.cpuMicroseconds, memoryBytes: status.residentBytes)
  }
}

/// What /proc/PID/stat says of a process (proc_pid_stat(5)).
private struct ProcessStatus {
  /// Its own time and that of children that it has waited for, in user and in system mode.
  let cpuMicroseconds: Int
  let residentBytes: Int
  /// Clock ticks since boot.
  let startTime: Int

  private static let ticksASecond = max(1, sysconf(CInt(_SC_CLK_TCK)))
  private static let pageBytes = sysconf(CInt(_SC_PAGESIZE))

  /// nil for one that is gone, or can't be seen from here.
  init?(ofProcess number: some StringProtocol) {
    guard let text = try? FileSystem.readText("/proc/\(number)/stat", maximumBytes: 4096) else { return nil }
    // The second field, the name in parentheses, may hold anything; the third comes after the last parenthesis.
    let fields = text[(text.lastIndex(of: ")") ?? text.endIndex)...].split(separator: " ").dropFirst()
    func field(_ number: Int) -> Int? {
      let index = fields.startIndex + number - 3
      return fields.indices.contains(index) ? Int(fields[index]) : nil
    }
    let times = (14...17).compactMap(field)
    guard times.count == 4, let startTime = field(22), let pages = field(24) else { return nil }
    cpuMicroseconds = times.reduce(0, +) * 1_000_000 / Self.ticksASecond
    residentBytes = pages * Self.pageBytes
    self.startTime = startTime
  }
}
