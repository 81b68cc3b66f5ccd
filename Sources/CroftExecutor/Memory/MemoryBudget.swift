import CroftLinux

/// How much memory an executor may fill with what it aggregates, sorts, shuffles and caches.
enum MemoryBudget {
  /// What the rest of the process takes: its code, its stacks, the buffers of its files.
  static let overheadBytes = 32 << 20
  /// The share of what is left. The rest is the user's code's: its own objects, results on their way, what the
  /// allocator can't use. Spark's share is the same (spark.memory.fraction).
  static let share = 0.6
  /// Below this nothing works at a bearable speed; a limit this tight is better met than obeyed.
  static let smallestBytes = 4 << 20

  /// - Parameter limitBytes: what the process may use in all.
  static func bytes(withinLimit limitBytes: Int) -> Int {
    max(smallestBytes, Int(Double(max(0, limitBytes - overheadBytes)) * share))
  }

  /// The least of all limits that this process is under: what it was granted, its cgroups', its resource limits', the
  /// machine's memory.
  ///
  /// - Parameter limitBytes: one more limit.
  static func detect(withinLimit limitBytes: Int) -> Int {
    let limits = [
      limitBytes,
      ResourceLimits.memoryBytes, Environment.value("CROFT_EXECUTOR_MEMORY").flatMap { Int($0) },
      try? MachineCapacity.detect().memoryBytes, Cgroup.legacyMemoryLimit(),
    ]
    return bytes(withinLimit: limits.compactMap { $0 }.min() ?? smallestBytes)
  }
}
