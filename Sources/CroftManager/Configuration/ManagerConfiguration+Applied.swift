import CroftLinux
import CroftProtocol

// What the manager's parts are told, in their own terms.
extension ManagerConfiguration {
  /// As many as a driver may ask for at a time, also where fewer may run at once.
  private static let leastAskedExecutors = AllocatorLimits().executorsPerApplication

  /// What is handed out of what the machine, or the pool, has.
  func capacity(of whole: Resources) -> Resources {
    Resources(
      cores: manager.cores.resolved(of: whole.cores) ?? whole.cores,
      memoryBytes: manager.memory.resolved(of: whole.memoryBytes) ?? whole.memoryBytes)
  }

  /// The allocator's configuration. Percentages are of what is handed out.
  ///
  /// - Parameters:
  ///   - capacity: What is handed out: ``capacity(of:)``, unless the command line says otherwise.
  func allocator(capacity: Resources) -> AllocatorConfiguration {
    let queues = completeQueues
    var allocator = AllocatorConfiguration(
      capacity: capacity, queues: queues.map { $0.allocated(of: capacity) },
      defaultQueue: queues.first(where: \.isDefault)?.name ?? Self.defaultQueueName)
    allocator.limits = AllocatorLimits(
      applications: limits.applications,
      executorsPerApplication: max(
        limits.application.executors.resolved(of: 0) ?? ConfiguredAmount.largestCount, Self.leastAskedExecutors),
      requestsPerApplication: limits.requestsPerApplication)
    allocator.userLimit = limits.user.resolved(of: capacity)
    for user in users {
      guard let id = user.account.id else { continue }
      let bounds = Bounds(
        cores: user.cores ?? limits.user.cores, memory: user.memory ?? limits.user.memory,
        executors: user.executors ?? limits.user.executors)
      allocator.userLimits[Int(id)] = bounds.resolved(of: capacity)
    }
    allocator.applicationLimit = limits.application.resolved(of: capacity)
    allocator.reclaimSeconds = Self.seconds(manager.reclaimMilliseconds)
    allocator.decommissionSeconds = Self.seconds(manager.decommissionMilliseconds)
    allocator.patienceSeconds = Self.seconds(manager.patienceMilliseconds)
    allocator.reconnectSeconds = Self.seconds(manager.reconnectMilliseconds)
    allocator.backoff = BackoffRule(
      firstMilliseconds: backoff.firstMilliseconds, maximumMilliseconds: backoff.maximumMilliseconds,
      failures: backoff.failures)
    return allocator
  }

  var historyLimits: HistoryLimits {
    HistoryLimits(maximumAgeMilliseconds: history.maximumAgeMilliseconds, maximumBytes: history.maximumBytes)
  }

  /// The limits of each executor, and what is wrong with the devices that they name.
  func executorLimits(
    device: (String) throws(SystemError) -> BlockDevice = { (path) throws(SystemError) in
      try BlockDevice(holding: path)
    }
  ) -> (limits: ExecutorLimitSettings, problems: [ConfigurationProblem]) {
    var limits = ExecutorLimitSettings()
    limits.memoryHighPercent = Double(executor.memoryHighPermyriad) / 100
    // As much as there is of it.
    limits.swapBytes = executor.memorySwap.resolved(of: 0) ?? .max
    limits.maximumProcesses = executor.tasks.resolved(of: 0)
    limits.ioWeight = executor.ioWeight
    var problems: [ConfigurationProblem] = []
    let directions: [(String, [IOBandwidth], WritableKeyPath<IOMaximum, Int?>)] = [
      ("IOReadBandwidthMax", executor.ioRead, \.readBytesPerSecond),
      ("IOWriteBandwidthMax", executor.ioWrite, \.writtenBytesPerSecond),
    ]
    for (key, rates, part) in directions {
      for rate in rates {
        do {
          let device = try device(rate.path)
          let index = limits.ioMaximums.firstIndex { $0.device == device } ?? limits.ioMaximums.count
          if index == limits.ioMaximums.count { limits.ioMaximums.append(IOMaximum(device: device)) }
          limits.ioMaximums[index][keyPath: part] = rate.bytesPerSecond
        } catch {
          let sentence = "[Executor] \(key)=\(shortened(rate.path)) limits nothing: \(error), ignoring; name a disk"
          problems.append(ConfigurationProblem(sentence, at: nil, severity: .warning))
        }
      }
    }
    return (limits, problems)
  }

  /// Rounded up, so that a short time isn't none.
  private static func seconds(_ milliseconds: Int) -> Int { (milliseconds + 999) / 1000 }
}

extension ManagerConfiguration.QueueSection {
  fileprivate func allocated(of whole: Resources) -> QueueConfiguration {
    QueueConfiguration(
      name: name, weight: weight, priority: priority, policy: policy == .fair ? .fair : .fifo,
      minimum: minimum.resolved(of: whole).withoutNothing, maximum: maximum.resolved(of: whole))
  }
}

extension ManagerConfiguration.Bounds {
  fileprivate func resolved(of whole: Resources) -> ResourceBound {
    // Executors are counted; there is no whole for a part of them.
    ResourceBound(
      cores: cores.resolved(of: whole.cores), memoryBytes: memory.resolved(of: whole.memoryBytes),
      executors: executors.resolved(of: 0))
  }
}

extension ResourceBound {
  /// For a minimum, nothing is no bound.
  fileprivate var withoutNothing: ResourceBound {
    ResourceBound(
      cores: cores == 0 ? nil : cores, memoryBytes: memoryBytes == 0 ? nil : memoryBytes,
      executors: executors == 0 ? nil : executors)
  }
}
