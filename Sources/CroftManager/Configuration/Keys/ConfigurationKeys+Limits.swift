extension ConfigurationKeys {
  private typealias Key = SectionKey<ManagerConfiguration.LimitsSection>
  private static let initial = ManagerConfiguration.LimitsSection()
  private typealias UserKey = SectionKey<ManagerConfiguration.UserSection>
  private static let initialUser = ManagerConfiguration.UserSection(account: AccountName(""))

  static let limits = ConfigurationSection(
    "Limits", "Limits of each user and of each application.", \.limits,
    keys: [
      Key(
        "UserCoresMax", \.user.cores, .coresOrInfinity, "infinity", initial: initial,
        "The cores that one user may have."),
      Key(
        "UserMemoryMax", \.user.memory, .memoryOrInfinity, "infinity", initial: initial,
        "The memory that one user may have."),
      Key(
        "UserExecutorsMax", \.user.executors, .countOrInfinity, "infinity", initial: initial,
        "The executors that one user may have."),
      Key(
        "ApplicationCoresMax", \.application.cores, .coresOrInfinity, "infinity", initial: initial,
        "The cores that one application may have."),
      Key(
        "ApplicationMemoryMax", \.application.memory, .memoryOrInfinity, "infinity", initial: initial,
        "The memory that one application may have."),
      Key(
        "ApplicationExecutorsMax", \.application.executors, .countOrInfinity, "4096", initial: initial,
        "The executors that one application may have."),
      Key(
        "ApplicationsMax", \.applications, .integer(1...100_000), "\(initial.applications)", initial: initial,
        "The applications that there may be at a time."),
      Key(
        "RequestsPerApplicationMax", \.requestsPerApplication, .integer(1...65_536), "256", initial: initial,
        "The requests of one application that may wait at a time."),
    ])

  static let user = ConfigurationSection(
    "User", instance: "NAME", "Limits of one user, by name or number, in place of those in [Limits].",
    { configuration, name in
      \.users[configuration.indexOfUser(name)]
    },
    keys: [
      UserKey(
        "CoresMax", \.cores, ConfigurationValue<ConfiguredAmount>.coresOrInfinity.optional, "", initial: initialUser,
        "The cores that this user may have; unset: UserCoresMax."),
      UserKey(
        "MemoryMax", \.memory, ConfigurationValue<ConfiguredAmount>.memoryOrInfinity.optional, "",
        initial: initialUser, "The memory that this user may have; unset: UserMemoryMax."),
      UserKey(
        "ExecutorsMax", \.executors, ConfigurationValue<ConfiguredAmount>.countOrInfinity.optional, "",
        initial: initialUser, "The executors that this user may have; unset: UserExecutorsMax."),
    ])
}

extension ManagerConfiguration {
  /// Where a user's section is, made where there is none.
  fileprivate mutating func indexOfUser(_ name: String) -> Int {
    if let index = users.firstIndex(where: { $0.account.name == name }) { return index }
    let index = users.firstIndex { $0.account.name > name } ?? users.count
    users.insert(UserSection(account: AccountName(name)), at: index)
    return index
  }
}
