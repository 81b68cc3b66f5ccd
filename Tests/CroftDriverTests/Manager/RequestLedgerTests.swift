import CroftProtocol
import Testing

@testable import CroftDriver

@Suite struct RequestLedgerTests {
  private let small = Resources(cores: 1, memoryBytes: 1)
  private let large = Resources(cores: 1, memoryBytes: 2)

  private func waiting(_ request: Int, _ remaining: Int, _ resources: Resources? = nil) -> Registered.WaitingRequest {
    Registered.WaitingRequest(request: request, resources: resources ?? small, remaining: remaining)
  }

  @Test func requestsAreNumberedFromOne() {
    var ledger = RequestLedger()
    #expect(ledger.ask(for: 2, small).number == 1)
    #expect(ledger.ask(for: 1, large).number == 2)
  }

  @Test func grantsAreForTheOldestRequestOfTheirSize() {
    var ledger = RequestLedger()
    _ = ledger.ask(for: 1, small)
    _ = ledger.ask(for: 2, large)
    _ = ledger.ask(for: 1, small)
    ledger.grant(small)
    ledger.grant(large)
    #expect(ledger.entries.map(\.number) == [2, 3])
    #expect(ledger.entries.map(\.remaining) == [1, 1])
  }

  @Test func whatTheManagerStillKnowsIsNotAskedForAgain() {
    var ledger = RequestLedger()
    _ = ledger.ask(for: 3, small)
    ledger.take(1)
    #expect(ledger.resume(waiting: [waiting(1, 3)], lastTaken: 1) == [])
    #expect(ledger.entries.map(\.remaining) == [3])
  }

  @Test func whatNeverArrivedIsSentAgainWithItsNumber() {
    var ledger = RequestLedger()
    _ = ledger.ask(for: 3, small)
    _ = ledger.ask(for: 1, large, isGang: true)
    let again = ledger.resume(waiting: [waiting(1, 3)], lastTaken: 1)
    #expect(again == [RequestLedger.Entry(number: 2, resources: large, remaining: 1, isGang: true)])
  }

  @Test func executorsThatWereGrantedToALostConnectionAreAskedForUnderANewNumber() {
    var ledger = RequestLedger()
    _ = ledger.ask(for: 3, small)
    ledger.take(1)
    ledger.grant(small)
    let again = ledger.resume(waiting: [waiting(1, 1)], lastTaken: 1)
    #expect(again == [RequestLedger.Entry(number: 2, resources: small, remaining: 1)])
    #expect(ledger.entries.map(\.remaining) == [1, 1])
  }

  @Test func aRequestThatWasTakenAndServedWithoutAWordIsAskedForAgain() {
    var ledger = RequestLedger()
    _ = ledger.ask(for: 2, small)
    let again = ledger.resume(waiting: [], lastTaken: 1)
    #expect(again == [RequestLedger.Entry(number: 2, resources: small, remaining: 2)])
  }

  /// A manager that doesn't tell its last number gets the same call once more, which it serves once.
  @Test func withoutALastNumberWhatWasNotAnsweredIsSentAgain() {
    var ledger = RequestLedger()
    _ = ledger.ask(for: 1, small)
    _ = ledger.ask(for: 2, small)
    ledger.take(1)
    let again = ledger.resume(waiting: [], lastTaken: nil)
    #expect(again.map(\.number) == [2, 3])
    #expect(again.map(\.remaining) == [2, 1])
  }

  @Test func aRefusedRequestIsForgotten() {
    var ledger = RequestLedger()
    _ = ledger.ask(for: 1, small)
    ledger.refuse(1)
    #expect(ledger.resume(waiting: [], lastTaken: 0) == [])
  }
}
