import Testing

@testable import CroftDriver

@Suite struct FarmConfigurationTests {
  private static func configuration(_ change: (inout FarmConfiguration) -> Void) -> FarmConfiguration {
    var configuration = FarmConfiguration(name: "test")
    change(&configuration)
    return configuration
  }

  @Test(arguments: [
    configuration { $0.executors = 0 }, configuration { $0.executors = -1 }, configuration { $0.executors = .max },
    configuration { $0.executorCores = 0 }, configuration { $0.executorCores = .max },
    configuration { $0.executorMemoryBytes = 0 }, configuration { $0.maximumExecutors = 0 },
    configuration { $0.maximumExecutors = .max }, configuration { $0.taskDeadlineSeconds = 0 },
    configuration { $0.taskDeadlineSeconds = .nan }, configuration { $0.taskDeadlineSeconds = .infinity },
    configuration { $0.executorIdleSeconds = -1 }, configuration { $0.executorIdleSeconds = .nan },
    configuration { $0.executorIdleSeconds = .infinity }, configuration { $0.scratchLimitBytes = 0 },
    configuration { $0.scratchLimitBytes = -1 }, configuration { $0.speculation = Speculation(quantile: 2) },
    configuration { $0.speculation = Speculation(multiplier: .nan) },
    configuration { ($0.executors, $0.maximumExecutors) = (0, 0) },
    configuration { $0.coresPerTask = 0 }, configuration { $0.coresPerTask = .max },
    configuration { $0.pools = ["reports": JobPool(weight: 0)] },
    configuration { $0.pools = ["reports": JobPool(minimumShare: -1)] },
  ])
  func numbersThatNoFarmCanGiveAreRefused(configuration: FarmConfiguration) {
    #expect(throws: JobError.self) { try configuration.validate() }
  }

  @Test func theSchedulerGoesByWhatWasAskedFor() throws {
    let configuration = Self.configuration {
      $0.executors = 2
      $0.maximumExecutors = 5
      $0.executorIdleSeconds = 0.5
      $0.taskDeadlineSeconds = 2
      $0.scheduling = .fair
      $0.pools = ["reports": JobPool(scheduling: .fair, weight: 3, minimumShare: 1)]
      $0.speculation = Speculation(quantile: 0.5, multiplier: 3)
    }
    try configuration.validate()
    let policy = configuration.policy
    #expect(policy.scaling?.minimum == 2 && policy.scaling?.maximum == 5)
    #expect(policy.scaling?.idleTimeoutNanoseconds == 500_000_000)
    #expect(policy.taskDeadlineNanoseconds == 2_000_000_000 && policy.killGraceNanoseconds == 2_000_000_000)
    #expect(policy.mode == .fair)
    #expect(policy.pools == ["reports": PoolPolicy(mode: .fair, weight: 3, minimumShare: 1)])
    #expect(policy.speculation?.quantile == 0.5 && policy.speculation?.multiplier == 3)
  }

  @Test(arguments: [(4, 1, 4), (4, 2, 2), (5, 2, 2), (4, 3, 1), (1, 2, 1)])
  func anExecutorRunsAsManyTasksAsItsCoresAreEnoughFor(cores: Int, coresPerTask: Int, slots: Int) {
    let configuration = Self.configuration { $0.coresPerTask = coresPerTask }
    #expect(configuration.slots(ofCores: cores) == slots)
    #expect(configuration.cores(ofShare: cores) == slots * coresPerTask)
  }

  @Test func withoutOptionsNothingIsStoppedCopiedOrScaled() {
    var policy = SchedulerPolicy()
    policy.memory = MemoryPolicy(executorBytes: 1 << 30)
    #expect(FarmConfiguration(name: "test").policy == policy)
  }

  @Test(arguments: [(0.1, 1), (3, 3), (60, 5)] as [(Double, UInt64)])
  func aTaskMayTakeAsLongToStopAsItMayRunFromOneSecondToFive(deadline: Double, grace: UInt64) {
    let policy = Self.configuration { $0.taskDeadlineSeconds = deadline }.policy
    #expect(policy.killGraceNanoseconds == grace * 1_000_000_000)
  }
}
