import CroftProtocol
import CroftTesting

@testable import CroftManager

/// A world around the allocator: processes, drivers, a store and a clock, in which anything may happen in any order.
///
/// The world believes only what the allocator's actions tell it, and keeps its own account of it.
struct FarmHistory {
  struct Process {
    let resources: Resources
    var isRunning = false
    /// Told to end.
    var isEnding = false
  }

  struct Driver {
    let userID: Int
    var isConnected: Bool
    /// The executors that it has been granted and not been told the end of.
    var held: Set<ExecutorID> = []
  }

  struct Asked: Equatable {
    let resources: Resources
    let isGang: Bool
    let count: Int
    /// Its place among all that was ever asked for, or released.
    var place: Int
    /// When that was.
    var since: Int
    var remaining: Int
  }

  var allocator: Allocator
  var rows = StoredRows()
  var random: SeededRandom
  var now = 1000

  var processes: [ExecutorKey: Process] = [:]
  var drivers: [ApplicationID: Driver] = [:]
  /// Applications that aren't forgotten yet.
  var known: [ApplicationID: Int] = [:]
  /// What was asked for, and hasn't been granted, withdrawn or dropped.
  var waiting: [RequestKey: Asked] = [:]
  /// What the event that is about to happen adds and takes away.
  var asking: (key: RequestKey, asked: Asked)?
  var dropping: Set<RequestKey> = []
  /// Whose requests count as made anew.
  var releasing: ApplicationID?
  var everStarted: Set<ExecutorKey> = []
  var lastApplication = 0
  var lastPlace = 0
  var wakeAt: Int?
  var isFinished = false
  private(set) var brokenInvariant: String?

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    allocator = Allocator(configuration: .random(&random))
  }

  mutating func expect(_ condition: Bool, _ invariant: @autoclosure () -> String) {
    if !condition, brokenInvariant == nil { brokenInvariant = invariant() }
  }

  /// Some are there from the start, so that short histories have something to tell.
  mutating func begin() {
    for _ in 0..<1 + random.below(3) { register() }
    for _ in 0..<random.below(4) { request() }
  }

  mutating func step() {
    passTime(random.isOne(in: 3) ? random.below(8000) : random.below(50))
    switch random.below(35) {
    case 0..<3: register()
    case 3..<10: request()
    case 10: withdraw()
    case 11..<13: release()
    case 13..<19: answerStart()
    case 19..<24: endProcess()
    case 24: endApplication()
    case 25: reload()
    case 26: changePressure(isHigh: random.isOne(in: 2))
    case 27: restartManager()
    case 28..<31: reconnect()
    case 31..<34: hold()
    default: drainOrStop()
    }
  }

  /// One event, with all that comes of it. Now and then the manager dies in the middle of it: before it has written
  /// down what changed, or after that and before it has done anything about it.
  mutating func event(_ body: (inout Allocator, Int) throws -> [AllocatorAction]) {
    let before = allocator
    defer { (asking, dropping, releasing) = (nil, [], nil) }
    guard let actions = try? body(&allocator, now) else {
      return expect(StoredRows(of: allocator) == rows, "an event that is refused changes nothing")
    }
    let isFatal = !allocator.isStopping && random.isOne(in: 25)
    if isFatal, random.isOne(in: 2) {
      allocator = before
      (asking, dropping, releasing) = (nil, [], nil)
      return restartManager()
    }
    store(actions)
    if isFatal { return restartManager() }
    deliver(actions)
    check()
  }

  /// Lets the clock run, and wakes the manager whenever it has asked for that.
  mutating func passTime(_ milliseconds: Int) {
    let end = now + milliseconds
    while let time = wakeAt, time <= end, brokenInvariant == nil {
      now = max(now, time)
      event { $0.timePassed(now: $1) }
      expect(wakeAt ?? .max > now, "it asks for a later time when one has come")
    }
    now = end
  }

  /// Sets and dictionaries have no order of their own that would be the same in each run.
  mutating func anyone<Key: Comparable>(of keys: some Sequence<Key>) -> Key? {
    keys.sorted().randomElement(using: &random)
  }

  mutating func anyApplication(where isMeant: (Driver) -> Bool = { _ in true }) -> ApplicationID? {
    anyone(of: drivers.filter { isMeant($0.value) }.keys.map(\.rawValue)).map { ApplicationID($0) }
  }
}
