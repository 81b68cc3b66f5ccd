import Croft
import CroftLinux
import CroftTesting
import Testing

/// Says that its task has begun, and goes on when the test lets it: long enough to be cancelled.
struct HeldJob: Job {
  private static let begun = BlockingQueue<Int>()
  /// One for each number: a task that was cancelled goes on in its own time, and must not take another one's place.
  private static let released = (0..<10).map { _ in BlockingQueue<Void>() }

  var number: Int

  /// Waits for the next task to begin, which has to be that of this job.
  static func expectBegun(_ number: Int) async throws {
    let begun = try await Waiting.next(of: begun)
    #expect(begun == number)
  }

  static func release(_ number: Int) { released[number].push(()) }

  var body: Action<Int> {
    let number = number
    return Dataset.range(0..<1, partitions: 1)
      .map { _ in
        Self.begun.push(number)
        _ = Self.released[number].pop()
        return number
      }
      .count()
  }
}

/// Ends only when it is cancelled.
struct EndlessJob: Job {
  var body: Action<Int> { Dataset.range(0..<Int.max).filter { _ in false }.count() }
}
