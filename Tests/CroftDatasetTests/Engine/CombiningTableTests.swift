import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct CombiningTableTests {
  private struct Key: Hashable {
    var name: String
    var number: Int
  }

  /// The worst hash there is.
  private struct Colliding: Hashable {
    var value: Int
    func hash(into hasher: inout Hasher) {}
    var hashValue: Int { 42 }
  }

  private struct CombineFailed: Error {}

  @Test(arguments: [0, 1, 767, 768, 769, 200_000])
  func itHoldsWhatADictionaryHoldsForIntegers(distinct: Int) throws {
    try expectSameAsDictionary(distinct: distinct) { $0 &* 0x1_0000_0001 }
  }

  @Test func itHoldsWhatADictionaryHoldsForStrings() throws {
    try expectSameAsDictionary(distinct: 100_000) { "key \($0)" }
  }

  @Test func itHoldsWhatADictionaryHoldsForTexts() throws {
    try expectSameAsDictionary(distinct: 100_000) { Text("key \($0)") }
  }

  @Test func itHoldsWhatADictionaryHoldsForStructs() throws {
    try expectSameAsDictionary(distinct: 20_000) { Key(name: "\($0 % 100)", number: $0 / 100) }
  }

  @Test func keysOfOneHashAreToldApart() throws { try expectSameAsDictionary(distinct: 1_500) { Colliding(value: $0) } }

  @Test func equalStringsInTwoNormalFormsAreOneKey() throws {
    let table = CombiningTable<String, Int>()
    try table.merge("caf\u{E9}", 1, +)
    try table.merge("cafe\u{301}", 2, +)
    #expect(table.contents.map(\.1) == [3])
  }

  @Test func entriesComeInTheOrderOfTheirFirstAppearance() throws {
    let table = CombiningTable<Int, Int>()
    for key in [5, 3, 5, 9, 3, 1] { try table.merge(key, 1, +) }
    #expect(table.contents.map(\.0) == [5, 3, 9, 1])
    #expect(table.contents.map(\.1) == [2, 2, 1, 1])
  }

  @Test func earlierValuesAreCombinedWithLaterOnes() throws {
    let table = CombiningTable<Int, String>()
    for word in ["a", "b", "c"] { try table.merge(1, word, +) }
    #expect(table.contents.map(\.1) == ["abc"])
  }

  @Test func aFailureToCombineChangesNothing() throws {
    let table = CombiningTable<Int, [String]>()
    try table.merge(1, ["one"], +)
    #expect(throws: CombineFailed.self) { try table.merge(1, ["two"]) { _, _ in throw CombineFailed() } }
    try table.merge(1, ["three"], +)
    #expect(table.contents.map(\.1) == [["one", "three"]])
  }

  @Test func keysAndValuesAreReleasedWithTheTable() throws {
    final class Held {}
    var table: CombiningTable<Int, Held>? = CombiningTable()
    weak var first: Held?
    do {
      let held = Held()
      first = held
      try table?.merge(0, held) { _, last in last }
    }
    for key in 1..<2_000 { try table?.merge(key, Held()) { _, last in last } }
    #expect(first != nil)
    table = nil
    #expect(first == nil)
  }

  private func expectSameAsDictionary<Key: Hashable>(
    distinct: Int, sourceLocation: SourceLocation = #_sourceLocation, _ makeKey: (Int) -> Key
  ) throws {
    var random = SeededRandom(seed: UInt64(distinct))
    let table = CombiningTable<Key, Int>()
    var expected: [Key: Int] = [:]
    for round in 0..<distinct * 2 {
      let key = makeKey(round < distinct ? round : Int.random(in: 0..<distinct, using: &random))
      let value = Int.random(in: 0..<1000, using: &random)
      try table.merge(key, value, +)
      expected[key, default: 0] += value
    }
    #expect(table.count == expected.count, sourceLocation: sourceLocation)
    #expect(Dictionary(uniqueKeysWithValues: table.contents) == expected, sourceLocation: sourceLocation)
  }
}

extension CombiningTable {
  fileprivate var contents: [(Key, Value)] {
    var contents: [(Key, Value)] = []
    forEach { contents.append(($0, $1)) }
    return contents
  }
}
