import CroftProtocol
import CroftTesting

@testable import CroftManager

// What may happen.
extension FarmHistory {
  mutating func register() {
    lastApplication += 1
    let id = ApplicationID(lastApplication)
    let userID = 1 + random.below(3)
    let names = allocator.configuration.queues.map(\.name) + ["nowhere"]
    let queue = random.isOne(in: 4) ? nil : names[random.below(names.count)]
    let isConnected = !random.isOne(in: 8)
    let priority = random.isOne(in: 3) ? random.below(3) - 1 : 0
    drivers[id] = Driver(userID: userID, isConnected: isConnected)
    event {
      try $0.applicationRegistered(
        id, userID: userID, queue: queue, priority: priority, isConnected: isConnected, now: $1)
    }
    if rows.applications[id.rawValue] == nil { drivers[id] = nil }
  }

  mutating func request() {
    guard let id = anyApplication() else { return }
    let each = Resources(cores: 1 + random.below(4), memoryBytes: 1 + random.below(30))
    let count = 1 + random.below(4)
    let isGang = random.isOne(in: 4)
    let number = (rows.applications[id.rawValue]?.lastRequest ?? 0) + 1
    lastPlace += 1
    asking = (
      RequestKey(application: id, request: number),
      Asked(resources: each, isGang: isGang, count: count, place: lastPlace, since: now, remaining: count)
    )
    event { allocator, now in
      try allocator.requested(by: id, count: count, resources: each, isGang: isGang, now: now).actions
    }
  }

  mutating func withdraw() {
    guard let key = anyone(of: waiting.keys) else { return }
    dropping = [key]
    event { try $0.withdrawn(by: key.application, request: key.request, now: $1) }
  }

  mutating func release() {
    guard let key = anyone(of: processes.keys) else { return }
    event { try $0.released(key, now: $1) }
  }

  mutating func answerStart() {
    guard let key = anyone(of: processes.filter { !$0.value.isRunning }.keys) else { return }
    if random.isOne(in: 5) {
      // The application's other executors would fail alike.
      if processes[key]?.isEnding == false { dropping = requests(of: key.application) }
      processes[key] = nil
      event { $0.spawnFailed(key, reason: "simulated", now: $1) }
    } else {
      processes[key]?.isRunning = true
      event { $0.executorStarted(key, now: $1) }
    }
  }

  mutating func endProcess() {
    guard let key = anyone(of: processes.filter { $0.value.isRunning || $0.value.isEnding }.keys) else { return }
    processes[key] = nil
    let outcome = random.isOne(in: 2) ? ExecutorOutcome.outOfMemory : .exited(code: 1)
    event { $0.executorEnded(key, outcome: outcome, now: $1) }
  }

  mutating func endApplication() {
    guard let id = anyApplication() else { return }
    drivers[id] = nil
    dropping = requests(of: id)
    event { $0.applicationEnded(id, now: $1) }
    // The manager died and doesn't know: its connection is gone all the same.
    if rows.applications[id.rawValue]?.hasEnded == false {
      dropping = requests(of: id)
      store(allocator.applicationEnded(id, now: now), delivering: true)
    }
  }

  /// Mostly released, so that the farm isn't at a standstill.
  mutating func hold() {
    guard let id = anyApplication() else { return }
    setHeld(id, random.isOne(in: 3))
  }

  mutating func setHeld(_ id: ApplicationID, _ isHeld: Bool) {
    if !isHeld, rows.applications[id.rawValue]?.isHeld == true { releasing = id }
    event { try $0.held(id, isHeld, now: $1) }
  }

  mutating func reload() {
    let configuration = AllocatorConfiguration.random(&random)
    event { $0.configured(configuration, now: $1) }
  }

  mutating func changePressure(isHigh: Bool) {
    event { $0.pressureChanged(isHigh: isHigh, now: $1) }
  }

  mutating func reconnect() {
    guard let id = anyApplication(where: { !$0.isConnected }) else { return }
    connect(id)
  }

  mutating func connect(_ id: ApplicationID) {
    guard var held = drivers[id]?.held else { return }
    drivers[id]?.isConnected = true
    // A driver may claim what never was.
    if random.isOne(in: 4) { held.insert(ExecutorID(1000)) }
    event { try $0.driverReconnected(id, held: held.sorted(), now: $1) }
    // It ended, and the manager died before it could say so; the driver is refused.
    if rows.applications[id.rawValue]?.hasEnded != false { drivers[id] = nil }
  }

  mutating func drainOrStop() {
    let deadline = random.isOne(in: 2) ? now + random.below(5000) : nil
    switch random.below(8) {
    case 0..<2: event { $0.drain(now: $1) }
    case 2..<4: event { $0.undrain(now: $1) }
    case 4: loseDriver()
    case 5: event { $0.stop(.drain, deadline: deadline, now: $1) }
    case 6: stop()
    default:
      event { $0.stop(.keep, now: $1) }
      if isFinished { restartManager() }
    }
  }

  mutating func stop() {
    dropping = Set(waiting.keys)
    event { $0.stop(.kill, now: $1) }
  }

  private mutating func loseDriver() {
    guard let id = anyApplication() else { return }
    drivers[id]?.isConnected = false
    drivers[id]?.held = []
    dropping = requests(of: id)
    event { $0.driverLost(id, now: $1) }
  }

  func requests(of id: ApplicationID) -> Set<RequestKey> { Set(waiting.keys.filter { $0.application == id }) }
}
