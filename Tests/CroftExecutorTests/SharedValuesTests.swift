import CroftLinux
import Synchronization
import Testing

@testable import CroftExecutor

@Suite struct SharedValuesTests {
  private final class Made: Sendable {}

  private struct NotMade: Error {}

  @Test func aValueIsMadeOnceForAllThatAsk() throws {
    let values = SharedValues()
    let made = Atomic(0)
    let threads = try (0..<4).map { number in
      try NamedThread.start(name: "asks-\(number)") {
        _ = try? values.value(7) {
          made.add(1, ordering: .relaxed)
          return Made()
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(made.load(ordering: .relaxed) == 1)
    let first = try values.value(7) { Made() }
    let other = try values.value(8) { Made() }
    let areSame = first === other
    #expect(!areSame)
  }

  @Test func whoComesAfterAFailureTriesAgain() throws {
    let values = SharedValues()
    #expect(throws: NotMade.self) { _ = try values.value(1) { throw NotMade() } }
    let made = Made()
    let isSame = try values.value(1) { made } === made
    #expect(isSame)
  }
}
