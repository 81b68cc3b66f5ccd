/// What one cgroup may use, as settings of its files. A nil is no limit.
package struct CgroupLimits: Sendable, Equatable {
  package var memoryBytes: Int?
  package var cores: Int?
  package var maximumProcesses: Int?

  package init(memoryBytes: Int? = nil, cores: Int? = nil, maximumProcesses: Int? = nil) {
    self.memoryBytes = memoryBytes
    self.cores = cores
    self.maximumProcesses = maximumProcesses
  }

  package var settings: [CgroupSetting] {
    var settings: [CgroupSetting] = []
    if let memoryBytes {
      settings.append(CgroupSetting(file: "memory.max", value: String(memoryBytes)))
      // Swap would turn a clear out-of-memory into a machine that crawls.
      settings.append(CgroupSetting(file: "memory.swap.max", value: "0"))
      // All processes or none: a program that lost one of its processes is rarely well.
      settings.append(CgroupSetting(file: "memory.oom.group", value: "1"))
    }
    if let cores {
      // The kernel's default weight of 100 for each core, within the kernel's range. A weight shares what is
      // contended and leaves idle cores to whoever can use them.
      settings.append(CgroupSetting(file: "cpu.weight", value: String(min(max(100 * cores, 1), 10_000))))
    }
    if let maximumProcesses {
      settings.append(CgroupSetting(file: "pids.max", value: String(maximumProcesses)))
    }
    return settings
  }
}
