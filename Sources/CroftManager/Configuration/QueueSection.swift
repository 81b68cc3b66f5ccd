extension ManagerConfiguration {
  /// One queue, as its section says.
  struct QueueSection: Sendable, Equatable {
    enum Policy: String, Sendable, CaseIterable { case fair, fifo }

    var name: String
    var weight = 100
    /// The higher one is served first.
    var priority = 0
    var policy = Policy.fair
    var minimum = Bounds(cores: .exactly(0), memory: .exactly(0), executors: .exactly(0))
    var maximum = Bounds()
    /// Who may use it; when both are empty, everybody.
    var users: [AccountName] = []
    var groups: [AccountName] = []
    /// Whether applications that name no queue come here.
    var isDefault = false

    /// Whether a user may submit to it. Names that no account has admit nobody.
    func admits(userID: UInt32, groupIDs: [UInt32]) -> Bool {
      if users.isEmpty && groups.isEmpty { return true }
      return users.contains { $0.id == userID } || groups.contains { $0.id.map(groupIDs.contains) ?? false }
    }
  }

  static let defaultQueueName = "default"

  /// The queues as they are used: with one called `default` unless another is the default, and exactly one default.
  var completeQueues: [QueueSection] {
    var queues = queues
    if !queues.contains(where: \.isDefault) {
      if !queues.contains(where: { $0.name == Self.defaultQueueName }) {
        queues.append(QueueSection(name: Self.defaultQueueName))
      }
      for index in queues.indices where queues[index].name == Self.defaultQueueName { queues[index].isDefault = true }
    }
    return queues.sorted { $0.name < $1.name }
  }
}
