import Testing

@testable import CroftDataset

@Suite struct HeapMeasureTests {
  private struct Row: Codable {
    var name: String
    var numbers: [Int]
  }

  @Test func plainValuesHoldNothing() {
    #expect(HeapMeasure<Int>().isZero)
    #expect(HeapMeasure<(Int, Double?)>().isZero)
    #expect(HeapMeasure<Void>().isZero)
    #expect(!HeapMeasure<String>().isZero)
    #expect(HeapMeasure<String>().bytes("short") == 0)
    #expect(HeapMeasure<[Int]>().bytes([]) == 0)
  }

  @Test func viewsOfOthersBytesHoldNothing() {
    let line = Text("a line of a file, of which there are words")
    let view = Text(start: line.start, count: line.count, owner: nil)
    #expect(HeapMeasure<Text>().bytes(line) > line.count)
    #expect(HeapMeasure<Text>().bytes(view) == 0)
  }

  /// Right within a factor of two is good enough for a budget of which a part is left for what nobody counts.
  @Test func largeValuesAreMeasuredAboutRight() {
    expect(HeapMeasure().bytes(Array(0..<10_000)), isAbout: 80_000)
    expect(HeapMeasure().bytes(String(repeating: "x", count: 50_000)), isAbout: 50_000)
    expect(HeapMeasure().bytes((0..<1_000).map { _ in String(repeating: "y", count: 100) }), isAbout: 150_000)
    expect(HeapMeasure().bytes(Set(0..<10_000)), isAbout: 130_000)
    expect(HeapMeasure().bytes(Dictionary(uniqueKeysWithValues: (0..<10_000).map { ($0, $0) })), isAbout: 260_000)
    expect(HeapMeasure().bytes((1, Array(0..<1_000), Array(0..<1_000) as [Int]?)), isAbout: 16_000)
    expect(HeapMeasure().bytes(Row(name: "row", numbers: Array(0..<10_000))), isAbout: 80_000)
    expect(HeapMeasure<JoinRows<[Int]>>().bytes(JoinRows(Array(0..<1_000))), isAbout: 8_000)
  }

  private func expect(_ bytes: Int, isAbout expected: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect((expected / 2...expected * 2).contains(bytes), sourceLocation: sourceLocation)
  }
}
