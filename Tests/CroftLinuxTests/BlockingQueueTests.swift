import CroftLinux
import Testing

@Suite struct BlockingQueueTests {
  @Test func elementsComeInOrder() {
    let queue = BlockingQueue<Int>()
    queue.push(1)
    queue.push(contentsOf: [2, 3])
    #expect(queue.count == 3)
    #expect([queue.pop(), queue.pop(), queue.pop()] == [1, 2, 3])
  }

  @Test func aClosedQueueGivesWhatIsLeftAndThenNil() {
    let queue = BlockingQueue<Int>()
    queue.push(1)
    queue.close()
    queue.push(2)
    queue.push(contentsOf: [3])
    #expect([queue.pop(), queue.pop(), queue.pop()] == [1, nil, nil])
  }

  @Test func removedElementsAreGivenAndTheOthersStayInOrder() {
    let queue = BlockingQueue<Int>()
    queue.push(contentsOf: 0..<10)
    #expect(queue.pop() == 0)
    #expect(queue.removeAll { $0 % 2 == 1 } == [1, 3, 5, 7, 9])
    queue.close()
    #expect((0..<5).map { _ in queue.pop() } == [2, 4, 6, 8, nil])
  }

  @Test func severalReadersTakeEveryElementOnceAndEndAtTheClose() throws {
    let queue = BlockingQueue<Int>()
    let taken = BlockingQueue<Int>()
    let readers = try (0..<3).map { _ in
      try NamedThread.start(name: "reader") {
        while let element = queue.pop() { taken.push(element) }
      }
    }
    for start in stride(from: 0, to: 30_000, by: 3) {
      queue.push(start)
      queue.push(contentsOf: [start + 1, start + 2])
    }
    queue.close()
    readers.forEach { $0.join() }
    #expect(taken.removeAll { _ in true }.sorted() == Array(0..<30_000))
  }
}
