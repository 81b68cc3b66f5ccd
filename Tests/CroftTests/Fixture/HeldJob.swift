import Croft
import CroftLinux
import CroftTesting
import Testing

/// Says that its task has begun, and goes on when the test lets it: long enough to be cancelled.
struct HeldJob: Job {
  private static let begun = BlockingQueue<Int>()
  private static let released = BlockingQueue<Void>()

  var number: Int

  /// Waits for the next task to begin, which has to be that of this job.
  static func expectBegun(_ number: Int) async throws {
    let begun = try await Waiting.next(of: begun)
    #expect(begun == number)
  }

  static func release(_ count: Int = 1) {
    for _ in 0..<count { released.push(()) }
  }

  var body: Action<Int> {
    let number = number
    return Dataset.range(0..<1, partitions: 1)
      .map { _ in
        Self.begun.push(number)
        _ = Self.released.pop()
        return number
      }
      .count()
  }
}

/// Ends only when it is cancelled.
struct EndlessJob: Job {
  var body: Action<Int> { Dataset.range(0..<Int.max).filter { _ in false }.count() }
}
