package import CroftProtocol

/// How the tasks of a job of commands ended, in a byte for each, and what their commands used together.
package struct CommandOutcomes: Sendable, Equatable {
  package enum State: Sendable, Equatable {
    case unfinished
    case succeeded
    case failed(TaskFailure.Kind)
  }

  /// By partition: 0 for one that isn't finished, 1 for a success, more for kinds of failures.
  private var states: [UInt8]
  private static let succeeded: UInt8 = 1
  package private(set) var succeededCount = 0
  package private(set) var failedCount = 0
  /// Of the successes, and of the last attempts of those that failed.
  package private(set) var use = CommandUse()

  package init(partitionCount: Int) { states = Array(repeating: 0, count: partitionCount) }

  package var partitionCount: Int { states.count }

  package subscript(partition: Int) -> State {
    switch states[partition] {
    case 0: .unfinished
    case Self.succeeded: .succeeded
    case let state: TaskFailure.Kind(rawValue: state - Self.succeeded).map { .failed($0) } ?? .unfinished
    }
  }

  /// The partitions of tasks that failed, in order.
  package var failedPartitions: [Int] { states.indices.filter { states[$0] > Self.succeeded } }

  /// Takes a success; each partition ends once.
  mutating func succeed(_ partition: Int, _ use: CommandUse) {
    states[partition] = Self.succeeded
    succeededCount += 1
    self.use.add(use)
  }

  mutating func fail(_ partition: Int, _ failure: TaskFailure) {
    states[partition] = failure.kind.rawValue + Self.succeeded
    failedCount += 1
    if let end = failure.end { use.add(end) }
  }
}

/// Keeps a byte for each task.
struct CommandOutcomeCollector: ResultCollector {
  private var outcomes: CommandOutcomes

  init(partitionCount: Int) { outcomes = CommandOutcomes(partitionCount: partitionCount) }

  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) throws {
    var reader = ByteReader(result)
    outcomes.succeed(partition, try CommandUse(from: &reader))
  }

  var takesFailures: Bool { true }

  mutating func add(_ task: ExhaustedTask) { outcomes.fail(Int(task.attempt.task.partition), task.failure) }

  func finish() -> CommandOutcomes { outcomes }
}
