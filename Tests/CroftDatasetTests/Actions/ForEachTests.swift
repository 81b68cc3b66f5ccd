import Synchronization
import Testing

@testable import CroftDataset

@Suite struct ForEachTests {
  @Test(arguments: [1, 2, 7])
  func everyElementIsHandedOver(partitions: Int) throws {
    let seen = Noted()
    try MemoryMachine().run(Dataset.range(0..<100, partitions: partitions).foreach { seen.note([$0]) })
    #expect(seen.all.flatMap { $0 }.sorted() == Array(0..<100))
  }

  @Test func everyPartitionIsHandedOverOnItsOwn() throws {
    let seen = Noted()
    let action = Dataset.range(0..<10, partitions: 3).foreachPartition { elements in
      var partition = [elements.partition]
      try elements.forEach { partition.append($0) }
      seen.note(partition)
    }
    try MemoryMachine().run(action)
    #expect(seen.all.sorted { $0[0] < $1[0] } == [[0, 0, 1, 2], [1, 3, 4, 5], [2, 6, 7, 8, 9]])
  }

  @Test func whatIsThrownEndsTheTask() throws {
    let source = Dataset.range(0..<10, partitions: 2)
    #expect(throws: Refused.self) { try MemoryMachine().run(source.foreach { _ in throw Refused() }) }
    #expect(throws: Refused.self) { try MemoryMachine().run(source.foreachPartition { _ in throw Refused() }) }
  }

  private struct Refused: Error {}

  private final class Noted: Sendable {
    private let lists = Mutex<[[Int]]>([])
    var all: [[Int]] { lists.withLock { $0 } }
    func note(_ list: [Int]) { lists.withLock { $0.append(list) } }
  }
}
