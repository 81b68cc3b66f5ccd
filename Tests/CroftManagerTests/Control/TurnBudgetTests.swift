import Testing

@testable import CroftManager

@Suite struct TurnBudgetTests {
  @Test func itEndsWithTheLastCallOfATurn() {
    var budget = TurnBudget()
    for _ in 0..<TurnBudget.calls {
      #expect(!budget.isSpent(at: 7))
      budget.spend(at: 7)
    }
    #expect(budget.isSpent(at: 7))
    budget.spend(at: 7)
    #expect(budget.isSpent(at: 7))
  }

  @Test func itEndsWithItsTimeFromTheFirstCall() {
    var budget = TurnBudget()
    #expect(!budget.isSpent(at: .max - 1))
    budget.spend(at: 100)
    budget.spend(at: 1000)
    #expect(!budget.isSpent(at: 99 + TurnBudget.nanoseconds))
    #expect(budget.isSpent(at: 100 + TurnBudget.nanoseconds))
  }
}
