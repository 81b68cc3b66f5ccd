import CroftLinux
import CroftTesting
import Testing

@testable import CroftSubmission

@Suite struct BlockingWorkTests {
  private struct Trouble: Error {}

  @Test func givesWhatItsThreadHasFound() async throws {
    #expect(try await BlockingWork.runUntilCancelled("work") { 7 } == 7)
    await #expect(throws: Trouble.self) { try await BlockingWork.runUntilCancelled("work") { throw Trouble() } }
  }

  @Test func aCancelledTaskWaitsNoLonger() async throws {
    let (begun, never) = (BlockingQueue<Int>(), BlockingQueue<Int>())
    let task = _Concurrency.Task {
      try await BlockingWork.runUntilCancelled("work") {
        begun.push(1)
        return never.pop()
      }
    }
    #expect(try await Waiting.next(of: begun) == 1)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    never.close()
  }
}
