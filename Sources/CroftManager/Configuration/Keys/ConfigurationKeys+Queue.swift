extension ConfigurationKeys {
  private typealias Key = SectionKey<ManagerConfiguration.QueueSection>
  private static let initial = ManagerConfiguration.QueueSection(name: "")

  static let queue = ConfigurationSection(
    "Queue", instance: "NAME", "One queue; without any there is one called default.",
    { configuration, name in
      \.queues[configuration.indexOfQueue(name)]
    },
    keys: sharing + bounds + users)

  private static let sharing = [
    Key(
      "Weight", \.weight, .integer(1...10_000), "100", initial: initial, "Its share beside those of the other queues."),
    Key(
      "Priority", \.priority, .integer(-1000...1000), "0", initial: initial,
      "Queues of a higher one are served first."),
    Key(
      "Policy", \.policy, .choice, "fair", initial: initial,
      "The order among its applications: by what they have, or first come, first served."),
  ]

  private static let bounds = [
    Key(
      "CoresMin", \.minimum.cores, .reservedCores, "0", initial: initial,
      "The cores it gets back from queues that have more than their share."),
    Key(
      "MemoryMin", \.minimum.memory, .reservedMemory, "0", initial: initial,
      "The memory it gets back from queues that have more than their share."),
    Key(
      "ExecutorsMin", \.minimum.executors, .reservedCount, "0", initial: initial,
      "The executors it gets back from queues that have more than their share."),
    Key(
      "CoresMax", \.maximum.cores, .coresOrInfinity, "infinity", initial: initial, "The cores it may have at most."),
    Key(
      "MemoryMax", \.maximum.memory, .memoryOrInfinity, "infinity", initial: initial,
      "The memory it may have at most."),
    Key(
      "ExecutorsMax", \.maximum.executors, .countOrInfinity, "infinity", initial: initial,
      "The executors it may have at most."),
  ]

  private static let users = [
    Key(
      "Users", \.users, .accounts, "", initial: initial,
      "Users who may use it; with Groups= empty too: everybody."),
    Key("Groups", \.groups, .accounts, "", initial: initial, "Groups whose members may use it."),
    Key(
      "Default", \.isDefault, .boolean, "no", initial: initial,
      "Whether applications that name no queue come here; if none says so, it is the queue called default."),
  ]
}

extension ManagerConfiguration {
  /// Where a queue's section is, made where there is none.
  fileprivate mutating func indexOfQueue(_ name: String) -> Int {
    if let index = queues.firstIndex(where: { $0.name == name }) { return index }
    let index = queues.firstIndex { $0.name > name } ?? queues.count
    queues.insert(QueueSection(name: name), at: index)
    return index
  }
}
