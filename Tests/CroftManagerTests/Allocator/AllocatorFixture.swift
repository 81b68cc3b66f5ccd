import CroftProtocol

@testable import CroftManager

/// What the allocator's tests have in common: names, sizes, and a way to leave out what a test isn't about.
enum AllocatorFixture {
  static let gigabyte = 1 << 30
  static let small = Resources(cores: 1, memoryBytes: gigabyte)
  static let large = Resources(cores: 3, memoryBytes: gigabyte)
  static let first = ApplicationID(1)
  static let second = ApplicationID(2)

  /// Four cores; each queue's application, numbered from 1 in that order, is of a user with the same number.
  static func allocator(
    applicationsIn queues: [String?] = [nil, nil], configure: (inout AllocatorConfiguration) -> Void = { _ in }
  ) throws -> Allocator {
    let named = queues.compactMap(\.self).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return try allocator(
      applicationsIn: queues, queues: named.map { QueueConfiguration(name: $0) }, configure: configure)
  }

  static func allocator(
    applicationsIn names: [String?], queues: [QueueConfiguration],
    configure: (inout AllocatorConfiguration) -> Void = { _ in }
  ) throws -> Allocator {
    var configuration = AllocatorConfiguration(
      capacity: Resources(cores: 4, memoryBytes: 8 * gigabyte), queues: queues)
    configure(&configuration)
    var allocator = Allocator(configuration: configuration)
    for (index, name) in names.enumerated() {
      _ = try allocator.applicationRegistered(ApplicationID(index + 1), userID: index + 1, queue: name, now: 0)
    }
    return allocator
  }

  static func key(_ application: ApplicationID, _ executor: Int) -> ExecutorKey {
    ExecutorKey(application: application, executor: ExecutorID(executor))
  }

  static func starts(_ application: ApplicationID, _ executors: ClosedRange<Int>) -> [AllocatorAction] {
    executors.map { .start(key(application, $0), small, .weight) }
  }
}

extension [AllocatorAction] {
  /// Without what is written down and when to wake up.
  var effects: [AllocatorAction] {
    filter { action in
      switch action {
      case .store, .wakeAt: false
      default: true
      }
    }
  }

  var stored: [AllocatorChange] {
    compactMap { if case .store(let change) = $0 { change } else { nil } }
  }

  var wakeTimes: [Int?] {
    compactMap { if case .wakeAt(let time) = $0 { .some(time) } else { nil } }
  }
}

extension Allocator {
  /// Asks for small executors, and starts what is granted.
  mutating func run(_ count: Int, for id: ApplicationID, now: Int = 0) throws {
    let (_, actions) = try requested(by: id, count: count, resources: AllocatorFixture.small, now: now)
    for case .start(let key, _, _) in actions { _ = executorStarted(key, now: now) }
  }
}
