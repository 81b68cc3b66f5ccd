import CroftProtocol
import CroftTesting

@testable import CroftManager

// What comes of an event.
extension FarmHistory {
  mutating func store(_ actions: [AllocatorAction], delivering: Bool = false) {
    var isOver = false
    for action in actions {
      if case .store(let change) = action {
        expect(!isOver, "all is written before anything is done")
        rows.apply(change)
      } else {
        isOver = true
      }
    }
    account(for: actions)
    guard delivering else { return }
    deliver(actions)
    check()
  }

  /// Everything that was asked for still waits or has been started, and nothing else has been.
  private mutating func account(for actions: [AllocatorAction]) {
    if let asking { waiting[asking.key] = asking.asked }
    if let releasing { renew(releasing) }
    var ended: Set<ApplicationID> = []
    var started: [ReclaimTarget: Int] = [:]
    for action in actions {
      switch action {
      case .start(let key, let resources, _):
        expect(everStarted.insert(key).inserted, "\(key) is started once")
        started[ReclaimTarget(application: key.application, resources: resources), default: 0] += 1
      case .report(let id, .terminated), .report(let id, .stopping): ended.insert(id)
      default: break
      }
    }
    if allocator.isStopping && !allocator.isKilling && !rows.applications.isEmpty { dropping = [] }
    var served: [(id: ApplicationID, asked: Asked)] = []
    for (key, asked) in waiting {
      let target = ReclaimTarget(application: key.application, resources: asked.resources)
      let left = rows.requests[key]?.remaining ?? 0
      if dropping.contains(key) || ended.contains(key.application) {
        expect(left == 0, "\(key) is withdrawn")
      } else {
        started[target, default: 0] -= asked.remaining - left
        if left < asked.remaining { served.append((key.application, asked)) }
        expect(!asked.isGang || left == 0 || left == asked.count, "the gang \(key) is started whole or not at all")
      }
      waiting[key]?.remaining = left
      if left == 0 { waiting[key] = nil }
    }
    expect(started.values.allSatisfy { $0 == 0 }, "as many are started as wait less")
    if allocator.configuration.isPlain { checkOrder(served) }
    checkPatience(served)
    checkPriorities(served)
    checkStarts(Set(started.keys.map(\.application)).filter { id in actions.contains { $0.starts(id) } })
  }

  /// Its requests count as made now, in their order.
  private mutating func renew(_ id: ApplicationID) {
    for key in waiting.keys.filter({ $0.application == id }).sorted() {
      lastPlace += 1
      waiting[key]?.place = lastPlace
      waiting[key]?.since = now
    }
  }

  mutating func deliver(_ actions: [AllocatorAction]) {
    for action in actions {
      switch action {
      case .store: break
      case .start(let key, let resources, _): processes[key] = Process(resources: resources)
      case .end(let key):
        expect(processes[key] != nil, "\(key) is there to be ended")
        processes[key]?.isEnding = true
      case .report(let id, let report): hear(report, id)
      case .forget(let id):
        expect(!processes.keys.contains { $0.application == id }, "application \(id) is forgotten when all is gone")
        drivers[id] = nil
      case .wakeAt(let time): wakeAt = time
      case .finished: isFinished = true
      }
    }
  }

  private mutating func hear(_ report: AllocatorReport, _ id: ApplicationID) {
    switch report {
    case .terminated:
      drivers[id] = nil
      return
    case .stopping: return
    case .granted(let executor, _): drivers[id]?.held.insert(executor)
    case .ended(let end): drivers[id]?.held.remove(ExecutorID(end.executor))
    case .reclaim(let notice):
      let owed = rows.reclaims.values.filter { $0.application == id && $0.resources == notice.resources }
      expect(notice.count == owed.reduce(0) { $0 + $1.count }, "a notice tells what is owed")
    }
    expect(drivers[id]?.isConnected == true, "only connected drivers are told \(report)")
  }

  /// The manager is killed, and another takes over with what was stored and what it finds.
  mutating func restartManager() {
    let old = allocator
    let configuration = random.isOne(in: 4) ? AllocatorConfiguration.random(&random) : old.configuration
    (wakeAt, isFinished) = (nil, false)
    for id in drivers.keys { drivers[id]?.isConnected = false }
    let lost = processes.keys.sorted().filter { _ in random.isOne(in: 6) }
    for key in lost { processes[key] = nil }
    expect(processes.keys.allSatisfy { rows.executors[$0] != nil }, "no process runs that isn't written down")

    allocator = Allocator(recovering: rows.snapshot, configuration: configuration, now: now)
    expect(StoredRows(of: allocator) == rows, "what is recovered is what was")
    if StoredRows(of: old) == rows {
      expect(allocator.used == old.used && allocator.usedByUser == old.usedByUser, "what is in use is what was")
    }
    let gone = rows.executors.keys.sorted().filter { processes[$0] == nil }
    let actions = allocator.recovered(ended: gone.map { ($0, .unknown(reason: "lost")) }, now: now)
    (asking, dropping, releasing) = (nil, [], nil)
    // A driver whose registration wasn't written down has never been answered.
    drivers = drivers.filter { rows.applications[$0.key.rawValue] != nil }
    store(actions, delivering: true)
  }
}

extension AllocatorAction {
  func starts(_ id: ApplicationID) -> Bool {
    if case .start(let key, _, _) = self { key.application == id } else { false }
  }
}
