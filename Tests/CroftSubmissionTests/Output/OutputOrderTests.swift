import Testing

@testable import CroftSubmission

struct OutputOrderTests {
  private func end(_ task: Int) -> EndedTask { EndedTask(step: 0, task: task, attempt: 0, failure: nil) }

  @Test func tellsOfTasksAsTheyEnd() {
    var order = OutputOrder(isOrdered: false)
    #expect([3, 0, 2].flatMap { order.ended(end($0)) }.map(\.task) == [3, 0, 2])
    #expect(order.finish().isEmpty)
  }

  @Test func holdsBackWhatComesLater() {
    var order = OutputOrder(isOrdered: true)
    #expect(order.ended(end(2)).isEmpty)
    #expect(order.ended(end(0)).map(\.task) == [0])
    #expect(order.ended(end(1)).map(\.task) == [1, 2])
    #expect(order.ended(end(5)).isEmpty)
    #expect(order.ended(end(4)).isEmpty)
    #expect(order.finish().map(\.task) == [4, 5])
    #expect(order.finish().isEmpty)
  }

  @Test func whatAnEarlierRunHasToldOfHoldsNothingBack() {
    var order = OutputOrder(isOrdered: true)
    #expect(order.skip([0, 2]).isEmpty)
    #expect(order.ended(end(3)).isEmpty)
    #expect(order.ended(end(1)).map(\.task) == [1, 3])
    #expect(order.ended(end(4)).map(\.task) == [4])
  }
}
