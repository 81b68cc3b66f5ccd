import CroftProtocol
import CroftTesting
import Testing

@testable import CroftManager

/// Drives the allocator through thousands of short random histories, and checks after each step what must always hold.
@Suite struct AllocatorSimulatorTests {
  @Test func invariantsHoldInEveryHistory() throws {
    for seed in 0..<3000 {
      var history = AllocatorHistory(seed: UInt64(seed))
      for step in 0..<60 {
        try history.step()
        try #require(history.brokenInvariant == nil, "seed \(seed), step \(step)")
      }
      try history.drain()
      try #require(history.brokenInvariant == nil, "seed \(seed), after the end")
    }
  }
}

/// A world around the allocator: processes that start, fail, end, and applications that come and go.
struct AllocatorHistory {
  private var allocator: Allocator
  private var random: SeededRandom
  private var lastApplication = 0
  private var living: [ApplicationID] = []
  /// What was told to start and hasn't been answered yet, in order.
  private var starting: [ExecutorKey] = []
  private var running: Set<ExecutorKey> = []
  private var ending: Set<ExecutorKey> = []
  private var used: [ExecutorKey: Resources] = [:]
  private var everStarted: Set<ExecutorKey> = []
  /// What should be waiting, in the order in which it was asked for.
  private var expectedQueue: [Allocator.WaitingRequest] = []
  private var finishedCount = 0
  private(set) var brokenInvariant: String?

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    let cores = Int.random(in: 1...6, using: &random)
    allocator = Allocator(capacity: Resources(cores: cores, memoryBytes: 100))
  }

  mutating func step() throws {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<2: register()
    case 2..<7: request()
    case 7: withdraw()
    case 8..<10: release()
    case 10..<14: answerStart()
    case 14..<18: endProcess()
    case 18: endApplication()
    default: if Int.random(in: 0..<20, using: &random) == 0 { stop() }
    }
    check()
  }

  /// Everything ends: nothing may be left.
  mutating func drain() throws {
    stop()
    while !starting.isEmpty || !running.isEmpty {
      answerStart()
      endProcess()
      check()
    }
    expect(allocator.free == allocator.capacity, "all capacity is back")
    expect(allocator.applications.isEmpty, "all applications are forgotten")
    expect(finishedCount == 1, "it finished once")
  }

  private mutating func stop() {
    expectedQueue.removeAll()
    take(allocator.stop())
  }

  private mutating func register() {
    lastApplication += 1
    let id = ApplicationID(lastApplication)
    guard (try? allocator.applicationRegistered(id)) != nil else { return }
    living.append(id)
  }

  private mutating func request() {
    guard let id = living.randomElement(using: &random) else { return }
    let resources = Resources(
      cores: .random(in: 1...7, using: &random), memoryBytes: .random(in: 1...110, using: &random))
    let count = Int.random(in: 1...4, using: &random)
    guard let (request, actions) = try? allocator.requested(by: id, count: count, resources: resources) else { return }
    expect(resources.fits(in: allocator.capacity), "what never fits is refused")
    expectedQueue.append(.init(application: id, request: request, resources: resources, remaining: count))
    take(actions)
  }

  private mutating func withdraw() {
    guard let waiting = allocator.queue.randomElement(using: &random) else { return }
    expectedQueue.removeAll { $0.application == waiting.application && $0.request == waiting.request }
    if let actions = try? allocator.withdrawn(by: waiting.application, request: waiting.request) { take(actions) }
  }

  private mutating func release() {
    guard let key = used.keys.sorted(by: order).randomElement(using: &random) else { return }
    if let actions = try? allocator.released(key) { take(actions) }
  }

  private mutating func answerStart() {
    guard !starting.isEmpty else { return }
    let key = starting.removeFirst()
    if Int.random(in: 0..<5, using: &random) == 0 {
      used[key] = nil
      // The application's other executors would fail alike.
      if !ending.contains(key) { expectedQueue.removeAll { $0.application == key.application } }
      take(allocator.spawnFailed(key, reason: "simulated"))
    } else {
      running.insert(key)
      take(allocator.executorStarted(key))
    }
  }

  private mutating func endProcess() {
    guard let key = running.sorted(by: order).randomElement(using: &random) else { return }
    running.remove(key)
    used[key] = nil
    take(allocator.executorEnded(key, outcome: .exited(code: 0)))
  }

  private mutating func endApplication() {
    guard let index = living.indices.randomElement(using: &random) else { return }
    let id = living.remove(at: index)
    expectedQueue.removeAll { $0.application == id }
    take(allocator.applicationEnded(id))
  }

  private mutating func take(_ actions: [AllocatorAction]) {
    for action in actions {
      switch action {
      case .start(let key, let resources):
        expect(everStarted.insert(key).inserted, "\(key) starts once")
        takeFromExpectedQueue(key.application, resources)
        starting.append(key)
        used[key] = resources
      case .end(let key):
        expect(used[key] != nil, "\(key) is there to be ended")
        ending.insert(key)
      case .report(let id, _): expect(living.contains(id), "only living applications are told")
      case .forget(let id):
        expect(!used.keys.contains { $0.application == id }, "application \(id) is forgotten when all is gone")
        living.removeAll { $0 == id }
      case .finished: finishedCount += 1
      }
    }
  }

  private mutating func takeFromExpectedQueue(_ application: ApplicationID, _ resources: Resources) {
    guard let head = expectedQueue.first, head.application == application, head.resources == resources else {
      return expect(false, "nobody overtakes")
    }
    expectedQueue[0].remaining -= 1
    if head.remaining == 1 { expectedQueue.removeFirst() }
  }

  private mutating func check() {
    expect(allocator.queue == expectedQueue, "what waits is what was asked for and not granted, in order")
    let inUse = used.values.reduce(Resources(cores: 0, memoryBytes: 0), +)
    expect(inUse.fits(in: allocator.capacity), "never over capacity")
    expect(allocator.capacity - inUse == allocator.free, "the books are right")
    expect(allocator.queue.first?.resources.fits(in: allocator.free) != true, "the head doesn't wait when it fits")
    expect(allocator.queue.allSatisfy { $0.remaining > 0 }, "nothing empty waits")
    expect(allocator.queue.allSatisfy { living.contains($0.application) }, "only the living wait")
  }

  private mutating func expect(_ condition: Bool, _ invariant: String) {
    if !condition, brokenInvariant == nil { brokenInvariant = invariant }
  }

  /// Sets have no order of their own that would be the same in each run.
  private func order(_ left: ExecutorKey, _ right: ExecutorKey) -> Bool {
    (left.application.rawValue, left.executor) < (right.application.rawValue, right.executor)
  }
}
