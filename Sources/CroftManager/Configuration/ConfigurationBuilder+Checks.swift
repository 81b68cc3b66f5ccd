import CroftProtocol

// What only shows when everything is read.
extension ConfigurationBuilder {
  /// Looks up accounts and compares keys with each other. What contradicts something else is taken back.
  ///
  /// - Parameter capacity: What there is to share out, before `Cores=` and `Memory=`.
  mutating func finish(capacity: Resources, accounts: AccountLookup) {
    let whole = configuration.capacity(of: capacity)
    resolveAccounts(accounts)
    checkUsers()
    checkDefaultQueues()
    checkQueueBounds(of: whole)
    checkSumOfMinimums(of: whole)
    checkBackoff()
  }

  // MARK: - Accounts

  private mutating func resolveAccounts(_ accounts: AccountLookup) {
    for index in configuration.users.indices {
      let title = "User \(configuration.users[index].account.name)"
      let found = resolved(configuration.users[index].account, accounts.userID, "user", title, nil)
      change { $0.users[index].account = found }
    }
    for index in configuration.queues.indices {
      let queue = configuration.queues[index]
      let title = "Queue \(queue.name)"
      let users = queue.users.map { resolved($0, accounts.userID, "user", title, "Users") }
      let groups = queue.groups.map { resolved($0, accounts.groupID, "group", title, "Groups") }
      change { $0.queues[index].users = users }
      change { $0.queues[index].groups = groups }
    }
    guard var group = configuration.manager.administratorsGroup else { return }
    if isAssigned("AdministratorsGroup", in: "Manager") {
      group = resolved(group, accounts.groupID, "group", "Manager", "AdministratorsGroup")
    } else {
      // Nobody asked for the default group, so that it isn't there is nothing to complain of.
      group.id = group.id ?? accounts.groupID(group.name)
    }
    change { $0.manager.administratorsGroup = group }
  }

  private mutating func resolved(
    _ account: AccountName, _ lookUp: (String) -> UInt32?, _ kind: String, _ title: String, _ key: String?
  ) -> AccountName {
    guard account.id == nil else { return account }
    var account = account
    account.id = lookUp(account.name)
    if account.id == nil {
      let subject = key.map { "[\(title)] \($0)=" } ?? "[\(title)]"
      let named = "\(subject) names the \(kind) '\(shortened(account.name))'"
      complain(
        "\(named), which isn't known here, ignoring it; add the account",
        at: place(of: key, in: title), severity: .warning)
    }
    return account
  }

  /// A user may be named once by name and once by number.
  private mutating func checkUsers() {
    var seen: [UInt32: String] = [:]
    for user in configuration.users {
      guard let id = user.account.id else { continue }
      guard let first = seen.updateValue(user.account.name, forKey: id) else { continue }
      let title = "User \(user.account.name)"
      complain(
        "[\(title)] and [User \(first)] are one user, ignoring the former; join them", at: place(of: nil, in: title))
      seen[id] = first
      change { $0.users.removeAll { $0.account == user.account } }
    }
  }

  // MARK: - Queues

  private mutating func checkDefaultQueues() {
    let defaults = configuration.queues.filter(\.isDefault).map(\.name)
    for name in defaults.dropFirst() {
      complain(
        "[Queue \(name)] says Default=yes, as [Queue \(defaults[0])] does, ignoring it; there can be one",
        at: place(of: "Default", in: "Queue \(name)"))
      overrule("Default", in: "Queue \(name)", with: "no")
      change { configuration in
        for index in configuration.queues.indices where configuration.queues[index].name == name {
          configuration.queues[index].isDefault = false
        }
      }
    }
  }

  private typealias Bound = (name: String, path: WritableKeyPath<ManagerConfiguration.Bounds, ConfiguredAmount>)

  private mutating func checkQueueBounds(of whole: Resources) {
    let bounds: [Bound] = [("Cores", \.cores), ("Memory", \.memory), ("Executors", \.executors)]
    for (index, queue) in configuration.queues.enumerated() {
      for (name, path) in bounds {
        let all = name == "Memory" ? whole.memoryBytes : whole.cores
        guard let least = queue.minimum[keyPath: path].resolved(of: all),
          let most = queue.maximum[keyPath: path].resolved(of: all), least > most
        else { continue }
        complain(
          "[Queue \(queue.name)] \(name)Min= (\(least)) is above \(name)Max= (\(most)), ignoring it; lower it",
          at: place(of: "\(name)Min", in: "Queue \(queue.name)"))
        overrule("\(name)Min", in: "Queue \(queue.name)", with: "0")
        change { $0.queues[index].minimum[keyPath: path] = .exactly(0) }
      }
    }
  }

  /// A warning, because the figures may have been right for a machine, or a scale, that is larger.
  private mutating func checkSumOfMinimums(of whole: Resources) {
    func sum(_ path: KeyPath<ManagerConfiguration.Bounds, ConfiguredAmount>, _ all: Int) -> Int {
      // The largest figures don't fit into a sum; what is above the whole is wrong by itself.
      configuration.queues.reduce(0) { $0 + min($1.minimum[keyPath: path].resolved(of: all) ?? 0, 1 << 53) }
    }
    let cores = sum(\.cores, whole.cores)
    if cores > whole.cores {
      complainOfSum("CoresMin", "\(cores)", "\(whole.cores) cores")
    }
    let memory = sum(\.memory, whole.memoryBytes)
    if memory > whole.memoryBytes {
      complainOfSum("MemoryMin", "\(memory >> 20) MiB", "\(whole.memoryBytes >> 20) MiB of memory")
    }
  }

  private mutating func complainOfSum(_ key: String, _ sum: String, _ whole: String) {
    let last = configuration.queues.last { isAssigned(key, in: "Queue \($0.name)") }
    complain(
      "the queues' \(key)= add up to \(sum), but there are \(whole), ignoring what is too much; lower some of them",
      at: last.flatMap { place(of: key, in: "Queue \($0.name)") }, severity: .warning)
  }

  // MARK: - Others

  private mutating func checkBackoff() {
    let backoff = configuration.backoff
    guard backoff.firstMilliseconds > backoff.maximumMilliseconds else { return }
    complain(
      "[Backoff] FirstSec= is above MaxSec=, ignoring it; lower it", at: place(of: "FirstSec", in: "Backoff"))
    if let longest = ConfigurationKeys.backoff.keys.first(where: { $0.name == "MaxSec" }) {
      overrule("FirstSec", in: "Backoff", with: sources.value(of: longest, in: "Backoff"))
    }
    change { $0.backoff.firstMilliseconds = backoff.maximumMilliseconds }
  }
}
