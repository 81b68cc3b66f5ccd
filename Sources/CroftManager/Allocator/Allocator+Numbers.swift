import CroftProtocol

// Numbers for status and lists.
extension Allocator {
  var executorCount: Int { used.executors }
  var waitingCount: Int { applications.values.reduce(0) { $0 + $1.waitingCount } }

  func executorCount(of id: ApplicationID) -> Int { applications[id]?.executors.count ?? 0 }
  func waitingCount(of id: ApplicationID) -> Int { applications[id]?.waitingCount ?? 0 }

  /// In the order of the configuration.
  var queueSummaries: [QueueSummary] {
    configuration.queues.map { queue in
      let members = applications.values.filter { $0.queue == queue.name }
      let used = usedByQueue[queue.name] ?? ResourceTotal()
      return QueueSummary(
        name: queue.name, weight: queue.weight, priority: queue.priority, policy: queue.policy.rawValue,
        minimum: QueueShare(queue.minimum), maximum: QueueShare(queue.maximum), used: used.resources,
        applications: members.filter { !$0.hasEnded }.count, executors: used.executors,
        waiting: members.reduce(0) { $0 + $1.waitingCount })
    }
  }
}

extension Allocator.ApplicationState {
  /// Executors, over all of its requests.
  var waitingCount: Int { waiting.reduce(0) { $0 + $1.remaining } }
}

extension QueueShare {
  fileprivate init(_ bound: ResourceBound) {
    self.init(cores: bound.cores, memoryBytes: bound.memoryBytes, executors: bound.executors)
  }
}
