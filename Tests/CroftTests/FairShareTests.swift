import Croft
import CroftDriver
import CroftLinux
import CroftTesting
import Testing

/// One test at a time: they share what holds their tasks.
@Suite(.serialized, .timeLimit(.minutes(1))) struct FairShareTests {
  @Test func whereJobsShareFairlyAShortOneNeedNotWaitForALongOne() async throws {
    #expect(try await tasksOfALongJobBeforeAShortOne(.fair) < LongJob.partitions)
  }

  @Test func firstComeFirstServedAShortOneHasToWait() async throws {
    #expect(try await tasksOfALongJobBeforeAShortOne(.fifo) == LongJob.partitions)
  }

  /// Submits a short job while the first task of a long one is held, and lets the tasks of the long one go on one by
  /// one; there are so many that the short job is known long before the last one.
  private func tasksOfALongJobBeforeAShortOne(_ scheduling: JobScheduling) async throws -> Int {
    var configuration = FarmConfiguration(name: "test")
    configuration.scheduling = scheduling
    let farm = try Farm.connect(master: "local[1]", configuration)
    defer { farm.close() }
    let long = _Concurrency.Task { try await farm.run(LongJob()) }
    #expect(try await Waiting.next(of: LongJob.events) == .longTaskBegan)
    let short = _Concurrency.Task { try await farm.run(ShortJob()) }
    var (began, ended) = (1, 0)
    var beganBefore: Int?
    while beganBefore == nil || began < LongJob.partitions {
      if ended < began {
        LongJob.released.push(())
        ended += 1
      }
      switch try await Waiting.next(of: LongJob.events) {
      case .longTaskBegan: began += 1
      case .shortTaskBegan: beganBefore = began
      case nil: break
      }
    }
    if ended < began { LongJob.released.push(()) }
    let counts = try await (long.value, short.value)
    #expect(counts == (LongJob.partitions, 1))
    return beganBefore ?? began
  }
}

private enum TaskEvent {
  case longTaskBegan, shortTaskBegan
}

/// As many tasks as partitions, each of which waits to be released.
struct LongJob: Job {
  static let partitions = 200
  fileprivate static let events = BlockingQueue<TaskEvent>()
  static let released = BlockingQueue<Void>()

  var body: Action<Int> {
    Dataset.range(0..<Self.partitions, partitions: Self.partitions)
      .map { number in
        Self.events.push(.longTaskBegan)
        _ = Self.released.pop()
        return number
      }
      .count()
  }
}

struct ShortJob: Job {
  var body: Action<Int> {
    Dataset.range(0..<1, partitions: 1)
      .map { number in
        LongJob.events.push(.shortTaskBegan)
        return number
      }
      .count()
  }
}
