extension FarmConfiguration {
  /// What the scheduler goes by.
  var policy: SchedulerPolicy {
    var policy = SchedulerPolicy()
    policy.mode = scheduling.mode
    policy.pools = pools.mapValues {
      PoolPolicy(mode: $0.scheduling.mode, weight: $0.weight, minimumShare: $0.minimumShare)
    }
    policy.taskDeadlineNanoseconds = taskDeadlineSeconds.map { UInt64($0 * 1e9) }
    policy.scaling = maximumExecutors.map { ScalingPolicy(minimum: executors, maximum: $0) }
    policy.speculation = speculation.map {
      var speculation = SpeculationPolicy()
      speculation.quantile = $0.quantile
      speculation.multiplier = $0.multiplier
      return speculation
    }
    return policy
  }
}

extension JobScheduling {
  fileprivate var mode: SchedulingMode {
    switch self {
    case .fifo: .fifo
    case .fair: .fair
    }
  }
}
