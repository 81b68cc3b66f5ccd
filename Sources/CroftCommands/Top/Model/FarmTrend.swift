import CroftProtocol

/// What snapshots of a farm say together that one doesn't: how fast things go.
///
/// Without an earlier snapshot, a rate is the average over the life of what it is of.
struct FarmTrend: Sendable, Equatable {
  /// Tasks end in bursts and are reported at most once a second, so their rate is taken over some snapshots.
  static let mostSnapshots = 6

  private(set) var snapshots: [FarmSnapshot] = []

  /// The names of all whose applications there were.
  private(set) var users: UserNames

  init(_ first: FarmSnapshot, users: UserNames = UserNames()) {
    snapshots = [first]
    self.users = users
    noteUsers(of: first)
  }

  var latest: FarmSnapshot { snapshots[snapshots.count - 1] }

  /// Adds a later snapshot. One of another manager's process begins anew, since its numbers may.
  mutating func add(_ snapshot: FarmSnapshot) {
    if snapshot.status.processID != latest.status.processID || snapshot.time < latest.time { snapshots = [] }
    snapshots.append(snapshot)
    if snapshots.count > Self.mostSnapshots { snapshots.removeFirst() }
    noteUsers(of: snapshot)
  }

  private mutating func noteUsers(of snapshot: FarmSnapshot) {
    for application in snapshot.applications { _ = users.name(ofUser: application.userID) }
  }

  /// The cores that an executor keeps busy, in hundredths: two whole ones are 200. nil where it isn't known.
  func processorPercent(of executor: ExecutorSummary) -> Int? {
    guard let used = executor.cpuMicroseconds else { return nil }
    let before = snapshots.dropLast().last?.executors.first {
      $0.application == executor.application && $0.id == executor.id && $0.processID == executor.processID
    }
    let (since, base) =
      before.flatMap { before in
        before.cpuMicroseconds.map { (snapshots[snapshots.count - 2].time, $0) }
      } ?? (executor.startedAt, 0)
    return Self.perSecond(used - base, milliseconds: latest.time - since).map { Int(($0 / 10_000).rounded()) }
  }

  /// How many tasks of an application end each second, well or not. nil where it isn't known.
  func tasksPerSecond(of application: ApplicationSummary) -> Double? {
    guard let tasks = application.tasks else { return nil }
    let ended = tasks.succeeded + tasks.failed
    let earlier = snapshots.dropLast().lazy.compactMap { snapshot in
      snapshot.applications.first { $0.id == application.id }?.tasks.map { (snapshot.time, $0.succeeded + $0.failed) }
    }
    let (since, base) = earlier.first ?? (application.registeredAt, 0)
    return Self.perSecond(ended - base, milliseconds: latest.time - since)
  }

  /// The sum over all applications; nil where it is known of none.
  var tasksPerSecond: Double? {
    let rates = latest.applications.compactMap { tasksPerSecond(of: $0) }
    return rates.isEmpty ? nil : rates.reduce(0, +)
  }

  /// nil when nothing has passed, or a count went back: it began anew.
  private static func perSecond(_ change: Int, milliseconds: Int) -> Double? {
    change >= 0 && milliseconds > 0 ? Double(change) * 1000 / Double(milliseconds) : nil
  }
}
