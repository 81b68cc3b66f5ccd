import CroftProtocol
import CroftTesting

@testable import CroftManager

extension AllocatorConfiguration {
  /// A small farm with any mixture of queues and limits; one in four has neither, and serves in order.
  static func random(_ random: inout SeededRandom) -> AllocatorConfiguration {
    let capacity = Resources(cores: 1 + random.below(8), memoryBytes: 20 + random.below(80))
    if random.isOne(in: 4) { return .plain(capacity) }
    let names = ["a", "b", "c"].prefix(random.below(4))
    let queues = (names + [QueueConfiguration.standardName]).map { name in
      QueueConfiguration(
        name: name, weight: 1 + random.below(3), priority: random.below(2),
        policy: random.isOne(in: 2) ? .fair : .fifo,
        minimum: random.isOne(in: 3) ? ResourceBound(cores: 1 + random.below(2)) : .none,
        maximum: .random(&random))
    }
    var configuration = AllocatorConfiguration(capacity: capacity, queues: queues)
    configuration.userLimit = .random(&random)
    configuration.userLimits = random.isOne(in: 3) ? [1: .random(&random)] : [:]
    configuration.applicationLimit = .random(&random)
    configuration.reclaimSeconds = random.below(10)
    configuration.decommissionSeconds = random.below(20)
    configuration.patienceSeconds = random.isOne(in: 2) ? random.below(10) : 300
    configuration.reconnectSeconds = 1 + random.below(10)
    configuration.backoff.failures = 1 + random.below(4)
    return configuration
  }

  static func plain(_ capacity: Resources) -> AllocatorConfiguration {
    let queue = QueueConfiguration(name: QueueConfiguration.standardName, policy: .fifo)
    return AllocatorConfiguration(capacity: capacity, queues: [queue])
  }

  /// Whether requests are served strictly in their order.
  var isPlain: Bool { self == .plain(capacity) }
}

extension ResourceBound {
  static func random(_ random: inout SeededRandom) -> ResourceBound {
    ResourceBound(
      cores: random.isOne(in: 4) ? 1 + random.below(6) : nil,
      memoryBytes: random.isOne(in: 6) ? 20 + random.below(60) : nil,
      executors: random.isOne(in: 5) ? 1 + random.below(5) : nil)
  }
}
