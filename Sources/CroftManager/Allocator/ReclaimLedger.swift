import CroftProtocol

/// Whose executors of which size are asked back: what a notice speaks of.
struct ReclaimTarget: Hashable, Sendable {
  let application: ApplicationID
  let resources: Resources

  init(application: ApplicationID, resources: Resources) {
    self.application = application
    self.resources = resources
  }

  init(_ reclaim: Reclaim) { self.init(application: reclaim.application, resources: reclaim.resources) }
}

/// Works out what is to be asked back: who will have what when all that is on its way out is gone, and which executors
/// may still be asked for. Costs a look at every executor, so it is made only when there is something to work out.
struct ReclaimLedger {
  struct Victim {
    let key: ExecutorKey
    let userID: Int
    let queue: String
    let resources: Resources
    let sequence: Int
    /// Its place in the ledger.
    fileprivate(set) var index = 0

    var target: ReclaimTarget { ReclaimTarget(application: key.application, resources: resources) }
    var usage: ResourceTotal { ResourceTotal(resources: resources, executors: 1) }
  }

  /// Earlier reclaims that stand, with what is still wanted of them.
  private(set) var kept: [Reclaim] = []
  /// What is asked for besides, in the order of choice.
  private(set) var asked: [(purpose: Reclaim.Purpose, victim: Victim)] = []
  /// Executors that weren't on their way out at first, the newest first, and which of them are now.
  private var all: [Victim] = []
  private var isTaken: [Bool] = []
  /// By size and application, places in `all`, the newest last.
  private var places: [ReclaimTarget: [Int]] = [:]

  private(set) var used: ResourceTotal
  private(set) var usedByQueue: [String: ResourceTotal]
  private(set) var usedByUser: [Int: ResourceTotal]
  private(set) var usedByApplication: [ApplicationID: ResourceTotal]

  init(_ allocator: Allocator) {
    used = allocator.used
    usedByQueue = allocator.usedByQueue
    usedByUser = allocator.usedByUser
    usedByApplication = allocator.applications.mapValues(\.used)
    for (id, application) in allocator.applications {
      for (executor, held) in application.executors {
        let victim = Victim(
          key: ExecutorKey(application: id, executor: executor), userID: application.userID, queue: application.queue,
          resources: held.resources, sequence: held.sequence)
        if held.state == .ending { discount(victim) } else { all.append(victim) }
      }
    }
    all.sort { $0.sequence > $1.sequence }
    isTaken = Array(repeating: false, count: all.count)
    for index in all.indices.reversed() {
      all[index].index = index
      places[all[index].target, default: []].append(index)
    }
  }

  /// Executors that aren't on their way out, the newest first.
  var victims: [Victim] { all.filter { !isTaken[$0.index] } }

  /// Lets so many of an earlier reclaim's executors stand for which `isWanted` says so, one after another.
  mutating func keep(_ reclaim: Reclaim, while isWanted: (ReclaimLedger, Victim) -> Bool) {
    var reclaim = reclaim
    let count = reclaim.count
    reclaim.count = 0
    let target = ReclaimTarget(reclaim)
    while reclaim.count < count, let index = newest(of: target), isWanted(self, all[index]) {
      take(all[index])
      reclaim.count += 1
    }
    if reclaim.count > 0 { kept.append(reclaim) }
  }

  mutating func ask(_ victim: Victim, for purpose: Reclaim.Purpose) {
    take(victim)
    asked.append((purpose, victim))
  }

  /// Takes back what it asked of one.
  mutating func spare(_ victim: Victim) {
    asked.removeAll { $0.victim.key == victim.key }
    isTaken[victim.index] = false
    count(victim) { $0 += $1 }
  }

  func count(of id: Int) -> Int { kept.first { $0.id == id }?.count ?? 0 }

  /// What it asks for, the executors of one size of one application together.
  var askedTogether: [(purpose: Reclaim.Purpose, target: ReclaimTarget, count: Int)] {
    var together: [(purpose: Reclaim.Purpose, target: ReclaimTarget, count: Int)] = []
    for (purpose, victim) in asked {
      if let index = together.firstIndex(where: { $0.purpose == purpose && $0.target == victim.target }) {
        together[index].count += 1
      } else {
        together.append((purpose, victim.target, 1))
      }
    }
    return together
  }

  private mutating func newest(of target: ReclaimTarget) -> Int? {
    while let index = places[target]?.last {
      if !isTaken[index] { return index }
      places[target]?.removeLast()
    }
    return nil
  }

  private mutating func take(_ victim: Victim) {
    isTaken[victim.index] = true
    discount(victim)
  }

  private mutating func discount(_ victim: Victim) { count(victim) { $0 -= $1 } }

  private mutating func count(_ victim: Victim, _ change: (inout ResourceTotal, ResourceTotal) -> Void) {
    change(&used, victim.usage)
    change(&usedByQueue[victim.queue, default: ResourceTotal()], victim.usage)
    change(&usedByUser[victim.userID, default: ResourceTotal()], victim.usage)
    change(&usedByApplication[victim.key.application, default: ResourceTotal()], victim.usage)
  }
}
