/// What one cgroup may use, as settings of its files. A nil is no limit.
package struct CgroupLimits: Sendable, Equatable {
  /// How processors are shared with others.
  package enum Processors: Sendable, Equatable {
    /// By weight: it shares what is contended, and leaves idle processors to whoever can use them.
    case weight(cores: Int)
    /// Never more than the time of so many processors.
    case quota(cores: Int)
    /// These processors and no others.
    case exclusive(ProcessorSet)
  }

  package var memoryBytes: Int?
  /// Above it the kernel takes memory back and slows the cgroup down, before it comes to `memoryBytes`.
  package var memoryHighBytes: Int?
  /// How much of the memory may be swapped out on top of `memoryBytes`. Only set beside that. Swap turns a clear
  /// out-of-memory into a machine that crawls.
  package var swapBytes: Int
  package var processors: Processors?
  package var maximumProcesses: Int?
  /// 1 to 10,000; the kernel's default is 100.
  package var ioWeight: Int?
  package var ioMaximums: [IOMaximum]

  package init(
    memoryBytes: Int? = nil, memoryHighBytes: Int? = nil, swapBytes: Int = 0, processors: Processors? = nil,
    maximumProcesses: Int? = nil, ioWeight: Int? = nil, ioMaximums: [IOMaximum] = []
  ) {
    self.memoryBytes = memoryBytes
    self.memoryHighBytes = memoryHighBytes
    self.swapBytes = swapBytes
    self.processors = processors
    self.maximumProcesses = maximumProcesses
    self.ioWeight = ioWeight
    self.ioMaximums = ioMaximums
  }

  package var settings: [CgroupSetting] {
    memorySettings + processorSettings
      + (maximumProcesses.map { [CgroupSetting(file: "pids.max", value: "\($0)")] } ?? [])
      + (ioWeight.map { [CgroupSetting(file: "io.weight", value: "\(Self.weight($0))")] } ?? [])
      + ioMaximums.map { CgroupSetting(file: "io.max", value: $0.value) }
  }

  private var memorySettings: [CgroupSetting] {
    guard let memoryBytes else { return [] }
    var settings = [CgroupSetting(file: "memory.max", value: "\(memoryBytes)")]
    if let memoryHighBytes { settings.append(CgroupSetting(file: "memory.high", value: "\(memoryHighBytes)")) }
    settings.append(CgroupSetting(file: "memory.swap.max", value: "\(swapBytes)"))
    // All processes or none: a program that lost one of its processes is rarely well.
    settings.append(CgroupSetting(file: "memory.oom.group", value: "1"))
    return settings
  }

  private var processorSettings: [CgroupSetting] {
    switch processors {
    case nil: []
    // The kernel's default weight of 100 for each core.
    case .weight(let cores): [CgroupSetting(file: "cpu.weight", value: "\(Self.weight(100 * min(cores, 100)))")]
    // The kernel's default period, in microseconds.
    case .quota(let cores): [CgroupSetting(file: "cpu.max", value: "\(100_000 * cores) 100000")]
    case .exclusive(let processors): [CgroupSetting(file: "cpuset.cpus", value: "\(processors)")]
    }
  }

  /// Within the kernel's range.
  private static func weight(_ wanted: Int) -> Int { min(max(wanted, 1), 10_000) }
}

/// How fast a cgroup may use one device.
package struct IOMaximum: Sendable, Equatable {
  package var device: BlockDevice
  package var readBytesPerSecond: Int?
  package var writtenBytesPerSecond: Int?

  package init(device: BlockDevice, readBytesPerSecond: Int? = nil, writtenBytesPerSecond: Int? = nil) {
    self.device = device
    self.readBytesPerSecond = readBytesPerSecond
    self.writtenBytesPerSecond = writtenBytesPerSecond
  }

  /// A line of `io.max`; what it doesn't name stays as it is.
  var value: String {
    let rates = [("rbps", readBytesPerSecond), ("wbps", writtenBytesPerSecond)].compactMap { name, rate in
      rate.map { " \(name)=\($0)" }
    }
    return "\(device)" + rates.joined()
  }
}
