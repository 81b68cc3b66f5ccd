import CroftProtocol

@testable import CroftManager

// What must always hold.
extension FarmHistory {
  mutating func check() {
    expect(StoredRows(of: allocator) == rows, "what is stored is what is")
    expect(Set(processes.keys) == Set(rows.executors.keys), "every executor is owned, and every process an executor")
    expect(allocator.used == usage { _ in true }, "the books are right")
    for (id, driver) in drivers where driver.isConnected {
      let all = rows.executors.values.filter { $0.key.application == id }
      expect(driver.held.isSubset(of: all.map(\.key.executor)), "a driver is told of each end")
      let running = all.filter { $0.state == .running }.map(\.key.executor)
      expect(driver.held.isSuperset(of: running), "a driver is told of each start")
    }
    for key in waiting.keys.sorted() {
      expect(!allocator.obstacles(to: key.request, of: key.application).isEmpty, "\(key) doesn't wait for nothing")
    }
    if !allocator.isStopping {
      checkReclaims()
      checkHolds()
      checkDeadlines()
    }
  }

  /// Wherever something was started, there is room for all that runs there.
  mutating func checkStarts(_ ids: Set<ApplicationID>) {
    expect(ids.isEmpty || !allocator.isPressureHigh, "nothing is started under memory pressure")
    for id in ids {
      guard let row = rows.applications[id.rawValue], let application = allocator.applications[id] else { continue }
      expect(application.isConnected, "only a connected driver is granted executors")
      expect(!row.isHeld, "a held application is granted nothing")
      for (scope, isWithin, bound) in scopes(of: id, row) {
        expect(usage(isWithin).fits(in: bound), "nothing is started above the limit of the \(scope)")
      }
    }
  }

  /// Without limits and shares, whoever could be served comes before those who asked later, but for those that wait
  /// for others of their user.
  mutating func checkOrder(_ served: [(id: ApplicationID, asked: Asked)]) {
    let lastServed = served.map(\.asked.place).max() ?? 0
    for (key, asked) in waiting where asked.place < lastServed && !waits(key, forAnyOf: served) {
      expect(!couldBeServed(key), "nobody overtakes \(key)")
    }
  }

  /// Whether its user has given another a higher priority that is served now, or waits.
  private func waits(_ key: RequestKey, forAnyOf served: [(id: ApplicationID, asked: Asked)]) -> Bool {
    (served.map(\.id) + waiting.keys.map(\.application)).contains { isAbove($0, key.application) }
  }

  private func isAbove(_ one: ApplicationID, _ other: ApplicationID) -> Bool {
    guard let one = rows.applications[one.rawValue], let other = rows.applications[other.rawValue] else { return false }
    return one.userID == other.userID && one.queue == other.queue && one.priority > other.priority
  }

  /// Nothing of a user's is served while what has a higher priority in the same queue could be, unless it has waited
  /// for too long, or the other has all that an application may have.
  mutating func checkPriorities(_ served: [(id: ApplicationID, asked: Asked)]) {
    for (id, asked) in served where now - allocator.configuration.patienceSeconds * 1000 < asked.since {
      for key in waiting.keys.sorted() where isAbove(key.application, id) && couldBeServed(key) {
        let application = allocator.applications[key.application]
        let next = application?.waiting.first { $0.request == key.request }?.next ?? ResourceTotal()
        let all = (application?.used ?? ResourceTotal()) + next
        expect(!all.fits(in: allocator.configuration.applicationLimit), "\(key) goes before \(id)")
      }
    }
  }

  /// Nobody who asked later is given anything that the oldest request that has lost patience waits for: neither the
  /// scope that it finds no room in, nor those within. All that runs there ends sooner or later, so it is served.
  mutating func checkPatience(_ served: [(id: ApplicationID, asked: Asked)]) {
    let late = waiting.filter { key, _ in
      let since = rows.requests[key]?.since ?? .max
      return now - allocator.configuration.patienceSeconds * 1000 >= since && couldBeServed(key)
    }
    guard let (key, oldest) = late.min(by: { $0.value.place < $1.value.place }),
      let row = rows.applications[key.application.rawValue]
    else { return }
    let count = oldest.isGang ? oldest.remaining : 1
    let next = ResourceTotal.sum(of: count, each: oldest.resources) ?? ResourceTotal()
    let reserved = scopes(of: key.application, row).first { !(usage($0.isWithin) + next).fits(in: $0.bound) }
    guard let reserved else { return }
    for (id, asked) in served where asked.place > oldest.place {
      let isThere = rows.executors.values.contains { $0.key.application == id && reserved.isWithin($0) }
      expect(!isThere, "\(key) has waited long enough for the \(reserved.name), and \(id) is served")
    }
  }

  private func couldBeServed(_ key: RequestKey) -> Bool {
    guard let application = allocator.applications[key.application] else { return false }
    let next = application.waiting.first { $0.reasonWhyNever == nil }
    return allocator.mayBeGranted(application) && next?.request == key.request
  }

  /// What is above a limit is being asked back, and not more than there is.
  private mutating func checkReclaims() {
    for id in drivers.keys {
      guard let row = rows.applications[id.rawValue], !row.hasEnded else { continue }
      for (scope, isWithin, bound) in scopes(of: id, row) {
        let staying = usage { isWithin($0) && $0.state != .ending }
        let owed = rows.reclaims.values.reduce(into: ResourceTotal()) { sum, reclaim in
          let held = rows.executors.values.first { $0.key.application == reclaim.application }
          guard let held, isWithin(held) else { return }
          for _ in 0..<reclaim.count { sum += reclaim.usage }
        }
        let isEmptied = (staying - owed).executors == 0
        expect((staying - owed).fits(in: bound) || isEmptied, "what is above the limit of the \(scope) is asked back")
      }
    }
    for reclaim in rows.reclaims.values {
      let there = rows.executors.values.filter {
        $0.key.application == reclaim.application && $0.resources == reclaim.resources && $0.state != .ending
      }
      let owed = rows.reclaims.values.filter {
        $0.application == reclaim.application && $0.resources == reclaim.resources
      }
      expect(owed.reduce(0) { $0 + $1.count } <= there.count, "no more is asked back than there is")
    }
  }

  /// A held application is asked for all that it has, and nobody else for anything on that account.
  private mutating func checkHolds() {
    for row in rows.applications.values where !row.hasEnded {
      let reclaims = rows.reclaims.values.filter { $0.application == row.id }
      let held = rows.executors.values.count { $0.key.application == row.id && $0.state != .ending }
      let owed = reclaims.reduce(0) { $0 + $1.count }
      expect(!row.isHeld || owed == held, "a held application owes all that it has")
      let isOnAccount = reclaims.contains { $0.purpose == .hold }
      expect(row.isHeld || !isOnAccount, "who isn't held owes nothing for being held")
    }
  }

  private mutating func checkDeadlines() {
    // What a held application owes is never taken.
    var deadlines = rows.reclaims.values.filter { $0.purpose != .hold }.map(\.deadline)
    for (id, application) in allocator.applications where !application.hasEnded {
      if let deadline = application.reconnectDeadline { deadlines.append(deadline) }
      let isServed =
        application.isConnected && !application.isHeld && application.waiting.contains { $0.reasonWhyNever == nil }
      if isServed, let end = allocator.backoffEnd(of: application) { deadlines.append(end) }
      expect(application.isConnected == (drivers[id]?.isConnected ?? false), "it knows who is connected")
    }
    let next = deadlines.min() ?? .max
    expect(next > now, "nothing that is due is left undone")
    expect(wakeAt ?? .max <= next, "it asks to be woken when something is due")
  }

  private func usage(_ isMeant: (AllocatorSnapshot.Executor) -> Bool) -> ResourceTotal {
    rows.executors.values.reduce(into: ResourceTotal()) { sum, row in
      if isMeant(row) { sum += ResourceTotal(resources: row.resources, executors: 1) }
    }
  }

  private func scopes(
    of id: ApplicationID, _ row: AllocatorSnapshot.Application
  ) -> [(name: String, isWithin: (AllocatorSnapshot.Executor) -> Bool, bound: ResourceBound)] {
    let configuration = allocator.configuration
    let applications = rows.applications
    func owner(_ executor: AllocatorSnapshot.Executor) -> AllocatorSnapshot.Application? {
      applications[executor.key.application.rawValue]
    }
    let machine = ResourceBound(cores: configuration.capacity.cores, memoryBytes: configuration.capacity.memoryBytes)
    return [
      ("application", { $0.key.application == id }, configuration.applicationLimit),
      ("user", { owner($0)?.userID == row.userID }, configuration.limit(ofUser: row.userID)),
      ("queue", { owner($0)?.queue == row.queue }, configuration.queue(row.queue)?.maximum ?? .none),
      ("machine", { _ in true }, machine),
    ]
  }
}
