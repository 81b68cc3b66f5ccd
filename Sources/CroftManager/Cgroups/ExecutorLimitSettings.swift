import CroftLinux
import CroftProtocol

/// How executors are limited beyond what they ask for themselves, as configured.
struct ExecutorLimitSettings: Sendable, Equatable {
  /// Where the kernel begins to take memory back, as a part of the executor's memory; 100 or more: nowhere before the
  /// limit itself. A tenth below it is some seconds' warning for an executor that fills its memory steadily.
  var memoryHighPercent = 90.0
  var swapBytes = 0
  /// A bound on fork bombs: well below the kernel's default of 32,768 processes on a small machine, well above what
  /// an executor with hundreds of threads for each core uses. nil: no bound.
  var maximumProcesses: Int? = 4096
  /// nil: the kernel's default, 100.
  var ioWeight: Int?
  var ioMaximums: [IOMaximum] = []

  /// What an executor's cgroup is limited to, where those controllers are there.
  func limits(
    _ resources: Resources, _ processors: CgroupLimits.Processors?, controllers: Set<CgroupController>
  ) -> CgroupLimits {
    let hasMemory = controllers.contains(.memory)
    let hasIO = controllers.contains(.io)
    return CgroupLimits(
      memoryBytes: hasMemory ? resources.memoryBytes : nil,
      memoryHighBytes: hasMemory ? memoryHighBytes(of: resources) : nil,
      swapBytes: swapBytes,
      processors: processors,
      maximumProcesses: controllers.contains(.pids) ? maximumProcesses : nil,
      ioWeight: hasIO ? ioWeight : nil,
      ioMaximums: hasIO ? ioMaximums : [])
  }

  private func memoryHighBytes(of resources: Resources) -> Int? {
    guard memoryHighPercent < 100 else { return nil }
    return Int(Double(resources.memoryBytes) * max(0, memoryHighPercent) / 100)
  }
}
