import CroftProtocol
import CroftTesting

/// What a client might send that wishes the manager no good, or was badly written: calls of every method, in every
/// degree from right to garbage.
struct RandomCalls {
  private var random: SeededRandom
  /// How many applications may have been registered; numbers of most calls lie below.
  var applications = 1

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func below(_ bound: Int) -> Int { random.below(bound) }

  mutating func isOne(in chances: Int) -> Bool { random.isOne(in: chances) }

  /// The next message with its terminator; one in four is damaged.
  mutating func next() -> [UInt8] {
    let method = Self.methods[random.below(Self.methods.count)]
    let streams = ["RegisterApplication", "ResumeApplication", "Monitor"].contains(method)
    let interface = random.isOne(in: 40) ? "org.varlink.service" : ManagerInterface.name
    let call = VarlinkCall(
      method: "\(interface).\(random.isOne(in: 50) ? "GetInfo" : method)", parameters: parameters(of: method),
      more: streams != random.isOne(in: 10), oneway: random.isOne(in: 20), upgrade: random.isOne(in: 50))
    var message = VarlinkFramer.frame(call.json)
    if random.isOne(in: 4) { damage(&message) }
    return message
  }

  private mutating func damage(_ message: inout [UInt8]) {
    for _ in 0...random.below(3) where !message.isEmpty {
      let place = random.below(message.count)
      switch random.below(4) {
      case 0: message.removeLast(message.count - place)
      case 1: message[place] = UInt8(random.below(256))
      case 2: message.insert(contentsOf: random.bytes(upTo: 40), at: place)
      default: message.insert(0, at: place)
      }
    }
  }

  // MARK: - Parameters

  /// All but `Stop`, which would do what it says.
  private static let methods = [
    "GetStatus", "ListApplications", "ListExecutors", "ListQueues", "Explain", "ListPastApplications",
    "ListPastExecutors", "ListJobs", "ListStages", "ListAttempts", "RegisterApplication", "ResumeApplication",
    "HoldApplication", "GetConfiguration", "SubmitApplication", "EndApplication", "RequestExecutors", "WithdrawRequest",
    "ReleaseExecutor", "ReportHistory", "ListRunningAttempts", "Monitor", "Reload", "Scale", "Drain", "NoSuchMethod",
  ]

  /// Half of the calls have sensible ones; of the others, one in six isn't.
  private mutating func parameters(of method: String) -> JSONValue {
    var object = JSONObject()
    if random.isOne(in: 2) {
      for name in Self.members[method] ?? ["application"] { object[name] = sensible(name) }
      return .object(object)
    }
    for name in Self.members[method] ?? ["application"] where !random.isOne(in: 12) {
      object[name] = random.isOne(in: 6) ? edge() : sensible(name)
    }
    if random.isOne(in: 20) { object["unknown"] = edge() }
    return random.isOne(in: 40) ? edge() : .object(object)
  }

  private static let program = ["name", "image", "arguments", "environment", "directory", "queue", "priority"]
  private static let members = [
    "RegisterApplication": program, "SubmitApplication": program + ["restarts"],
    "ResumeApplication": ["application", "secret", "image", "executors"],
    "RequestExecutors": ["application", "count", "resources", "request", "gang", "sharing"],
    "WithdrawRequest": ["application", "request"], "ReleaseExecutor": ["application", "executor"],
    "HoldApplication": ["application", "held"],
    "ReportHistory": ["application", "jobs", "stages", "attempts", "tasks", "exitStatus", "running"],
    "ListPastApplications": ["after", "limit", "name", "userID"],
    "ListPastExecutors": ["application", "after", "limit"],
    "ListJobs": ["application", "after", "limit"], "ListStages": ["application", "job", "after", "limit"],
    "ListAttempts": ["application", "job", "stage", "after", "limit"],
    "Scale": ["assignments"], "Drain": ["enabled"],
  ]

  private mutating func sensible(_ name: String) -> JSONValue {
    switch name {
    case "application": .integer(Int64(1 + random.below(applications + 1)))
    case "resources": ["cores": .integer(Int64(1 + random.below(4))), "memoryBytes": 16_777_216]
    case "image": 0
    case "name", "secret": .string("fuzz\(random.below(10))")
    case "directory": "/"
    case "queue": random.isOne(in: 2) ? .null : "default"
    case "arguments": ["true"]
    case "environment": ["A=b"]
    case "tasks": ["total": 3, "succeeded": .integer(Int64(random.below(4))), "failed": 0]
    case "gang", "held": .bool(random.isOne(in: 2))
    case "enabled": .bool(random.isOne(in: 8))
    case "sharing": "weighted"
    case "executors": [1, 2]
    case "running":
      [
        [
          "job": 1, "stage": 0, "partition": .integer(Int64(random.below(9))), "number": 0, "executor": 1,
          "startedAt": 1,
        ]
      ]
    case "attempts": .array((0..<random.below(3)).map { _ in .string(attempts()) })
    case "jobs": .array((0..<random.below(3)).map { _ in job() })
    case "stages": .array((0..<random.below(3)).map { _ in stage() })
    case "assignments": [["section": .string("Queue \(random.below(3))"), "key": "CoresMax", "value": .string(text())]]
    default: .integer(Int64(random.below(4)))
    }
  }

  private mutating func job() -> JSONValue {
    let record = JobRecord(
      application: 1 + random.below(applications), number: random.below(9), name: text(), stages: 1, startedAt: 1)
    return (try? JSONValue(encoding: record)) ?? .null
  }

  private mutating func stage() -> JSONValue {
    let record = StageRecord(
      application: 1 + random.below(applications), job: random.below(9), number: random.below(3), name: text(),
      tasks: random.below(9), startedAt: 1)
    return (try? JSONValue(encoding: record)) ?? .null
  }

  /// A packed batch, which is damaged more often than not.
  private mutating func attempts() -> String {
    let records = (0..<random.below(50)).map { index in
      AttemptRecord(
        partition: UInt32(index), number: UInt16(random.below(3)), executor: UInt32(random.below(5)),
        startMilliseconds: Int(truncatingIfNeeded: random.next()), durationMicroseconds: random.next(),
        outcome: random.isOne(in: 3) ? .failed : .succeeded, error: random.isOne(in: 2) ? text() : nil)
    }
    var packed = AttemptBatch(job: JobID(UInt32(random.below(3))), stage: 0, attempts: records).encoded()
    if !random.isOne(in: 3) { damage(&packed) }
    return random.isOne(in: 8) ? text() : Base64.encode(packed)
  }

  private mutating func edge() -> JSONValue {
    switch random.below(10) {
    case 0: .null
    case 1: .bool(true)
    case 2: .integer([0, -1, .max, .min, 65536, 4_294_967_296][random.below(6)])
    case 3: .number([1.5, -1e300, 1e19][random.below(3)])
    case 4: .string(text())
    case 5: .array([])
    case 6: .array([JSONValue](repeating: .integer(1), count: random.below(5000)))
    case 7: (0..<random.below(70)).reduce(.null) { inner, _ in .array([inner]) }
    case 8: ["cores": .integer(.max), "memoryBytes": .integer(.max)]
    default: .emptyObject
    }
  }

  private mutating func text() -> String {
    ["", "a", "\0", "../../etc", "A=b\n[Manager]\nCores=0", "50%", "\u{1F600}", "a\u{301}", "%n%s"][random.below(9)]
      + String(repeating: "x", count: random.isOne(in: 10) ? random.below(5000) : 0)
  }
}
