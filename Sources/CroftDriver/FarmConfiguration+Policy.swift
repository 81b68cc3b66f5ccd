extension FarmConfiguration {
  /// What the scheduler goes by.
  var policy: SchedulerPolicy {
    var policy = SchedulerPolicy()
    policy.memory = MemoryPolicy(executorBytes: executorMemoryBytes)
    policy.mode = scheduling.mode
    policy.pools = pools.mapValues {
      PoolPolicy(mode: $0.scheduling.mode, weight: $0.weight, minimumShare: $0.minimumShare)
    }
    if let taskDeadlineSeconds {
      policy.taskDeadlineNanoseconds = UInt64(taskDeadlineSeconds * 1e9)
      policy.killGraceNanoseconds = UInt64(min(max(taskDeadlineSeconds, 1), Self.longestGraceSeconds) * 1e9)
    }
    policy.scaling = maximumExecutors.map { maximum in
      var scaling = ScalingPolicy(minimum: executors, maximum: maximum)
      scaling.idleTimeoutNanoseconds = UInt64(executorIdleSeconds * 1e9)
      scaling.backlogTimeoutNanoseconds = UInt64(executorBacklogSeconds * 1e9)
      return scaling
    }
    policy.speculation = speculation.map {
      var speculation = SpeculationPolicy()
      speculation.quantile = $0.quantile
      speculation.multiplier = $0.multiplier
      return speculation
    }
    return policy
  }

  /// How many tasks an executor runs at once.
  func slots(ofCores cores: Int) -> Int { max(1, cores / coresPerTask) }

  /// What to ask for each executor whose share of the farm is so many cores: no more of them than its tasks can use.
  func cores(ofShare cores: Int) -> Int { slots(ofCores: cores) * coresPerTask }

  /// A task that has run into its deadline may take as long again to stop, from one second to five.
  private static let longestGraceSeconds = 5.0
}

extension JobScheduling {
  fileprivate var mode: SchedulingMode {
    switch self {
    case .fifo: .fifo
    case .fair: .fair
    }
  }
}
