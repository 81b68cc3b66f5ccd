import CroftLinux
import Glibc

/// What a process has done so far, as /proc tells it (proc(5)).
enum ProcessActivity {
  /// How often its first thread came to run.
  static func switches(of process: String) throws -> Int {
    try ProcessMemory.number(of: process, "voluntary_ctxt_switches")
      + ProcessMemory.number(of: process, "nonvoluntary_ctxt_switches")
  }

  /// The same, once what is being done is behind it.
  static func switchesOnceAsleep(_ process: String) throws -> Int {
    var count = try switches(of: process)
    while true {
      usleep(100_000)
      let later = try switches(of: process)
      if later == count { return count }
      count = later
    }
  }

  /// In user and in system mode together, in steps of 10 ms.
  static func processorSeconds(of process: String) throws -> Double {
    let text = try FileSystem.readText("/proc/\(process)/stat", maximumBytes: 4096)
    // The fields after the name, which may itself hold spaces: the third of the file is the first here.
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ").dropFirst()
    let ticks = fields.dropFirst(11).prefix(2).compactMap { Double($0) }
    guard ticks.count == 2 else { throw WrongResult("/proc/\(process)/stat tells no processor time") }
    return (ticks[0] + ticks[1]) / Double(sysconf(CInt(_SC_CLK_TCK)))
  }
}
