import CroftProtocol
import Testing

@testable import CroftDataset

@Suite struct ElementSpoolTests {
  /// Runs `body` where a task may hold so many bytes; gives how many files it made.
  private func inTask(memoryBytes: Int, _ body: @escaping @Sendable (TaskContext) throws -> Void) throws -> Int {
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    try machine.inTask(body)
    return machine.spillCount
  }

  @Test(arguments: [0, 600_000, Int.max])
  func elementsComeBackInTheirOrderAsOftenAsOneLikes(memoryBytes: Int) throws {
    let words = (0..<100_000).map { "word \($0)" }
    let spills = try inTask(memoryBytes: memoryBytes) { context in
      let spool = ElementSpool<String>(try AnyRecordCodec.of(String.self), in: context)
      for word in words { try spool.append(word) }
      #expect(spool.count == words.count)
      for _ in 0..<2 {
        var reader = try spool.makeReader()
        var found: [String] = []
        while let word = try reader.next() { found.append(word) }
        #expect(found == words)
      }
      #expect((context.metrics.spilledBytes > 0) == (memoryBytes < .max))
    }
    #expect(spills == (memoryBytes < .max ? 1 : 0))
  }

  @Test func textsKeepTheBytesTheyPointTo() throws {
    _ = try inTask(memoryBytes: .max) { context in
      var texts: [Text] = []
      do {
        let spool = ElementSpool<Text>(try AnyRecordCodec.of(Text.self), in: context)
        for number in 0..<1000 { try spool.append(Text("number \(number)")) }
        var reader = try spool.makeReader()
        while let text = try reader.next() { texts.append(text) }
      }
      #expect(texts == (0..<1000).map { Text("number \($0)") })
    }
  }

  @Test func anEmptySpoolHasNoElements() throws {
    _ = try inTask(memoryBytes: 0) { context in
      var reader = try ElementSpool<Int>(try AnyRecordCodec.of(Int.self), in: context).makeReader()
      #expect(try reader.next() == nil)
    }
  }
}
