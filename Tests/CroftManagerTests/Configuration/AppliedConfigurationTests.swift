import CroftLinux
import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct AppliedConfigurationTests {
  private let capacity = Resources(cores: 8, memoryBytes: 8 << 30)

  @Test func theDefaultsAreTheAllocatorsOwn() {
    var expected = AllocatorConfiguration(capacity: capacity)
    expected.applicationLimit.executors = 4096
    #expect(ManagerConfiguration().allocator(capacity: capacity) == expected)
  }

  @Test func theDefaultsAreTheExecutorLimitsOwn() {
    let (limits, problems) = ManagerConfiguration().executorLimits()
    #expect(limits == ExecutorLimitSettings())
    #expect(problems == [])
  }

  @Test func queuesAreTakenOver() {
    var configuration = ManagerConfiguration()
    configuration.queues = [
      .init(
        name: "night", weight: 7, priority: -1, policy: .fifo,
        minimum: .init(cores: .permyriad(2500), memory: .exactly(0), executors: .exactly(2)),
        maximum: .init(cores: .exactly(4), memory: .permyriad(5000), executors: .unlimited), isDefault: true)
    ]
    let allocator = configuration.allocator(capacity: capacity)
    #expect(allocator.defaultQueue == "night")
    #expect(
      allocator.queues == [
        QueueConfiguration(
          name: "night", weight: 7, priority: -1, policy: .fifo,
          minimum: ResourceBound(cores: 2, memoryBytes: nil, executors: 2),
          maximum: ResourceBound(cores: 4, memoryBytes: 4 << 30, executors: nil))
      ])
  }

  @Test func aUsersOwnLimitsReplaceOnlyWhatTheySay() {
    var configuration = ManagerConfiguration()
    configuration.limits.user = .init(cores: .exactly(2), memory: .permyriad(2500), executors: .exactly(9))
    configuration.users = [
      .init(account: AccountName("7"), cores: .unlimited, executors: .exactly(3)), .init(account: AccountName("gone")),
    ]
    let allocator = configuration.allocator(capacity: capacity)
    #expect(allocator.userLimit == ResourceBound(cores: 2, memoryBytes: 2 << 30, executors: 9))
    #expect(allocator.userLimits == [7: ResourceBound(cores: nil, memoryBytes: 2 << 30, executors: 3)])
  }

  @Test func anApplicationMayAskForMoreThanMayRunAtOnce() {
    var configuration = ManagerConfiguration()
    configuration.limits.application.executors = .exactly(10)
    let allocator = configuration.allocator(capacity: capacity)
    #expect(allocator.applicationLimit.executors == 10)
    #expect(allocator.limits.executorsPerApplication == 4096)
    configuration.limits.application.executors = .exactly(5000)
    #expect(configuration.allocator(capacity: capacity).limits.executorsPerApplication == 5000)
  }

  @Test func shortTimesAreNotNone() {
    var configuration = ManagerConfiguration()
    configuration.manager.reclaimMilliseconds = 1
    configuration.manager.patienceMilliseconds = 2000
    let allocator = configuration.allocator(capacity: capacity)
    #expect(allocator.reclaimSeconds == 1)
    #expect(allocator.patienceSeconds == 2)
  }

  @Test func ratesOfOneDiskAreJoinedAndWhatIsNoDiskIsNamed() {
    var configuration = ManagerConfiguration()
    configuration.executor.ioRead = [.init(path: "/a", bytesPerSecond: 1), .init(path: "/proc", bytesPerSecond: 2)]
    configuration.executor.ioWrite = [.init(path: "/b", bytesPerSecond: 3)]
    let disk = BlockDevice(major: 8, minor: 0)
    let (limits, problems) = configuration.executorLimits { (path) throws(SystemError) in
      if path == "/proc" { throw SystemError("find the block device", errno: 19, subject: path) }
      return disk
    }
    #expect(limits.ioMaximums == [IOMaximum(device: disk, readBytesPerSecond: 1, writtenBytesPerSecond: 3)])
    #expect(problems.map(\.severity) == [.warning])
    #expect(problems.first?.description.contains("[Executor] IOReadBandwidthMax=/proc limits nothing") == true)
  }

  @Test func theHistoryIsBounded() {
    let limits = ManagerConfiguration().historyLimits
    #expect(limits == HistoryLimits(maximumAgeMilliseconds: 7_776_000_000, maximumBytes: 1 << 30))
  }
}
