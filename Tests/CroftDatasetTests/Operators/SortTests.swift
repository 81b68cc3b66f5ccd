import CroftProtocol
import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct SortTests {
  @Test(arguments: [nil, 1, 2, 7, 40], [Int.max, 40_000, 0])
  func integersAreSorted(partitions: Int?, memoryBytes: Int) throws {
    var random = SeededRandom(seed: 3)
    let numbers = (0..<2_000).map { _ in Int(truncatingIfNeeded: random.next()) >> random.below(64) }
    for inputPartitions in [1, 3, 8] {
      let sorted = Dataset.parallelize(numbers, partitions: inputPartitions).sorted(partitions: partitions)
      #expect(try MemoryMachine(memoryBytes: memoryBytes).run(sorted.collect()) == numbers.sorted())
    }
  }

  @Test(arguments: [1, 2, 7], [Int.max, 40_000, 0])
  func descendingIsTheReverseButForEqualKeys(partitions: Int, memoryBytes: Int) throws {
    let pairs = Self.pairs(3_000, keys: 50)
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let input = Dataset.parallelize(pairs, partitions: 4)
    let descending = try machine.run(input.sortBy(ascending: false, partitions: partitions) { $0.0 }.collect())
    let expected = (0..<50).reversed().flatMap { key in pairs.filter { $0.0 == key } }
    #expect(descending.map(\.0) == expected.map(\.0))
    #expect(descending.map(\.1) == expected.map(\.1))
  }

  @Test(arguments: [1, 3, 7], [Int.max, 40_000, 0])
  func equalKeysStayInTheirOrder(partitions: Int, memoryBytes: Int) throws {
    let pairs = Self.pairs(3_000, keys: 20)
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let input = Dataset.parallelize(pairs, partitions: 5)
    let expected = (0..<20).flatMap { key in pairs.filter { $0.0 == key }.map(\.1) }
    #expect(try machine.run(input.sortByKey(partitions: partitions).collect()).map(\.1) == expected)
    let byText = input.map { (Text("a long beginning \($0.0 + 10)"), $0.1) }
    #expect(try machine.run(byText.sortByKey(partitions: partitions).collect()).map(\.1) == expected)
    let custom = input.sorted(partitions: partitions) { $0.0 < $1.0 }
    #expect(try machine.run(custom.collect()).map(\.1) == expected)
  }

  @Test(arguments: [1, 4], [Int.max, 20_000, 0])
  func stringsAreInTheOrderOfTheirScalarsInNormalForm(partitions: Int, memoryBytes: Int) throws {
    let letters = [
      "a", "b", "ab", "e", "é", "e\u{301}", "z", "\u{301}", "日", "🦆", "", "abcdefg", "\u{0}", "Å", "A\u{30A}",
      "\u{327}",
    ]
    let words = Self.words(of: letters)
    let sorted = Dataset.parallelize(words, partitions: 3).sorted(partitions: partitions)
    let found = try MemoryMachine(memoryBytes: memoryBytes).run(sorted.collect())
    #expect(found == words.sorted { Self.canonical($0).lexicographicallyPrecedes(Self.canonical($1)) })
  }

  @Test(arguments: [1, 4])
  func stringsAreInSwiftsOrder(partitions: Int) throws {
    let words = Self.words(of: ["a", "b", "ab", "é", "z", "日", "🦆", "", "abcdefg", "\u{0}", "Å"])
    let input = Dataset.parallelize(words, partitions: 3)
    #expect(try MemoryMachine().run(input.sorted(partitions: partitions).collect()) == words.sorted())
    let descending = input.sorted(ascending: false, partitions: partitions)
    #expect(try MemoryMachine().run(descending.collect()) == words.sorted(by: >))
  }

  @Test(arguments: [1, 4], [Int.max, 20_000, 0])
  func linesAreInTheOrderOfTheirBytes(partitions: Int, memoryBytes: Int) throws {
    var random = SeededRandom(seed: 10)
    let lines = (0..<2_000).map { _ in
      String((0..<random.below(14)).map { _ in Character(Unicode.Scalar(UInt8(97 + random.below(3)))) })
    }
    let machine = MemoryMachine(files: ["in": lines.map { $0 + "\n" }.joined()], memoryBytes: memoryBytes)
    let expected = lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let sorted = Dataset.lines(in: "in", partitions: 3).sorted(partitions: partitions)
    #expect(try machine.run(sorted.collect()).map(String.init) == expected)
    let made = Dataset.parallelize(lines, partitions: 3).map { Text($0) }.sorted(partitions: partitions)
    #expect(try machine.run(made.collect()).map(String.init) == expected)
    let byEnd = Dataset.lines(in: "in", partitions: 3).sortBy(partitions: partitions) { Text(bytes: $0.suffix(2)) }
    #expect(
      try machine.run(byEnd.collect()).map { String($0).suffix(2) }
        == lines.map { $0.suffix(2) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  @Test(arguments: [1, 3])
  func doublesAreInOrderWithNaNLast(partitions: Int) throws {
    let numbers = [
      3.5, -0.0, .infinity, 0.0, -1e300, .nan, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e300,
      -2.25,
    ]
    let sorted = Dataset.parallelize(numbers, partitions: 2).sorted(partitions: partitions)
    let found = try MemoryMachine().run(sorted.collect())
    #expect(found.dropLast() == numbers.filter { !$0.isNaN }.sorted()[...])
    #expect(found.last?.isNaN == true)
    let zeros = found.filter { $0 == 0 }
    #expect(zeros.map(\.sign) == [.minus, .plus])
    let floats = Dataset.parallelize(numbers.map { Float($0) }, partitions: 2).sorted(partitions: partitions)
    #expect(
      try MemoryMachine().run(floats.collect()).dropLast()
        == numbers.filter { !$0.isNaN }.map { Float($0) }.sorted()[...])
  }

  @Test(arguments: [1, 3], [Int.max, 0])
  func keysOfAnyComparableTypeAreCompared(partitions: Int, memoryBytes: Int) throws {
    var random = SeededRandom(seed: 12)
    let versions = (0..<500).map { _ in Version(major: random.below(5), minor: random.below(30)) }
    let input = Dataset.parallelize(versions, partitions: 3)
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    #expect(try machine.run(input.sorted(partitions: partitions).collect()) == versions.sorted())
    #expect(try machine.run(input.sorted(ascending: false, partitions: partitions).collect()) == versions.sorted(by: >))
    let byMinor = input.sorted(partitions: partitions) { ($0.minor, $0.major) < ($1.minor, $1.major) }
    #expect(
      try machine.run(byMinor.collect()) == versions.sorted { ($0.minor, $0.major) < ($1.minor, $1.major) })
  }

  @Test func everyWidthOfIntegerIsSorted() throws {
    func check<Number: FixedWidthInteger & Sendable & SendableMetatype>(_: Number.Type) throws {
      var random = SeededRandom(seed: 5)
      let numbers = (0..<300).map { _ in Number(truncatingIfNeeded: random.next()) } + [.min, .max, 0]
      let input = Dataset.parallelize(numbers, partitions: 3)
      #expect(try MemoryMachine().run(input.sorted(partitions: 2).collect()) == numbers.sorted())
      #expect(try MemoryMachine().run(input.sorted(ascending: false).collect()) == numbers.sorted(by: >))
    }
    try check(Int.self)
    try check(Int8.self)
    try check(Int16.self)
    try check(Int32.self)
    try check(Int64.self)
    try check(Int128.self)
    try check(UInt.self)
    try check(UInt8.self)
    try check(UInt16.self)
    try check(UInt32.self)
    try check(UInt64.self)
    try check(UInt128.self)
  }

  @Test(arguments: [Int.max, 30_000])
  func partitionsAreRangesOfAboutEqualSize(memoryBytes: Int) throws {
    for (name, numbers) in Self.distributions {
      for (inputs, partitions) in [(1, 4), (8, 5), (3, 16)] {
        let sorted = Dataset.parallelize(numbers, partitions: inputs).sorted(partitions: partitions)
        let parts = try MemoryMachine(memoryBytes: memoryBytes).run(sorted.mapPartitions { [$0] }.collect())
        #expect(parts.count == partitions)
        for (part, next) in zip(parts, parts.dropFirst()) {
          if let last = part.last, let first = next.first { #expect(last < first, "\(name)") }
        }
        let fair = numbers.count / partitions
        #expect(parts.allSatisfy { abs($0.count - fair) <= fair / 4 + 1 }, "\(name): \(parts.map(\.count))")
      }
    }
  }

  @Test func equalKeysAreNeverSplit() throws {
    let numbers = [Int](repeating: 7, count: 2_000) + Array(0..<100)
    let sorted = Dataset.parallelize(numbers, partitions: 4).sorted(partitions: 6)
    let parts = try MemoryMachine().run(sorted.mapPartitions { [$0] }.collect())
    #expect(parts.flatMap { $0 } == numbers.sorted())
    #expect(parts.filter { $0.contains(7) }.count == 1)
    let same = Dataset.parallelize([Int](repeating: 7, count: 500), partitions: 4).sorted(partitions: 3)
    #expect(try MemoryMachine().run(same.mapPartitions { [$0.count] }.collect()).sorted() == [0, 0, 500])
  }

  @Test(arguments: [1, 5])
  func emptyPartitionsAreNothingSpecial(partitions: Int) throws {
    let none = Dataset.range(0..<0, partitions: 4).sorted(partitions: partitions)
    #expect(try MemoryMachine().run(none.collect()) == [])
    let few = Dataset.range(0..<100, partitions: 10).filter { $0 > 94 }.sorted(ascending: false, partitions: partitions)
    #expect(try MemoryMachine().run(few.collect()) == [99, 98, 97, 96, 95])
  }

  @Test(arguments: [Int.max, 200_000])
  func elementsOfEveryLengthAreSorted(memoryBytes: Int) throws {
    var random = SeededRandom(seed: 77)
    let lengths = [0, 1, 7, 65_533, 65_534, 65_535, 65_536, 300_000, 1_200_000].shuffled(using: &random)
    let input = Dataset.parallelize(lengths, partitions: 2)
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let strings = input.map { String(repeating: "x", count: $0) }.sortBy(partitions: 2) { $0.utf8.count }
    #expect(try machine.run(strings.map { $0.utf8.count }.collect()) == lengths.sorted())
    let texts = input.map { Text(String(repeating: "x", count: $0)) }.sorted(partitions: 2)
    #expect(try machine.run(texts.map(\.count).collect()) == lengths.sorted())
  }

  @Test func aSortOfASortAndItsMapIsRead() throws {
    let input = Dataset.range(0..<1_000, partitions: 3).map { ($0 * 37) % 1_000 }
    let twice = input.sorted(ascending: false).map { $0 % 10 }.sorted(partitions: 2)
    #expect(try MemoryMachine().run(twice.collect()) == (0..<1_000).map { $0 / 100 })
  }

  @Test func textsOutliveTheTaskThatMergedThem() throws {
    let input = Dataset.parallelize((0..<100).map { "text \(100 - $0)" }, partitions: 3).map { Text($0) }
    let kept = input.sorted(partitions: 2).mapPartitions { $0.reversed() }
    let expected = (1...100).map { "text \($0)" }.sorted()
    #expect(Set(try MemoryMachine().run(kept.collect()).map(String.init)) == Set(expected))
  }

  @Test func whatTheKeyFunctionThrowsComesOut() {
    struct NoKey: Error {}
    let sorted = Dataset.range(0..<10).sortBy { if $0 == 7 { throw NoKey() } else { $0 } }
    #expect(throws: NoKey.self) { try MemoryMachine().run(sorted.count()) }
    let custom = Dataset.range(0..<10, partitions: 1).sorted { if $0 == 7 { throw NoKey() } else { $0 < $1 } }
    #expect(throws: NoKey.self) { try MemoryMachine().run(custom.count()) }
  }

  @Test func whatCannotBeSortedIsSaidBeforeAnythingRuns() {
    let machine = MemoryMachine()
    let characters = Dataset.parallelize([1]).sortBy { _ in Character("a") }
    #expect(throws: UnsupportedRecord(typeName: "Character")) { try machine.run(characters.count()) }
    #expect(throws: InvalidPartitionCount.self) { try machine.run(Dataset.range(0..<9).sorted(partitions: 0).count()) }
    #expect(machine.taskCount == 0)
  }

  struct Version: Comparable, Codable, Sendable {
    var major: Int
    var minor: Int
    static func < (a: Version, b: Version) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
  }

  private static func words(of letters: [String]) -> [String] {
    var random = SeededRandom(seed: 9)
    return (0..<2_000).map { _ in (0..<random.below(5)).map { _ in letters[random.below(letters.count)] }.joined() }
  }

  private static func canonical(_ string: String) -> [UInt8] {
    var writer = ByteWriter()
    writer.appendCanonical(string)
    return Array(writer.copy().dropFirst())  // The length of a short string is one byte.
  }

  private static func pairs(_ count: Int, keys: Int) -> [(Int, Int)] {
    var random = SeededRandom(seed: 4)
    return (0..<count).map { (random.below(keys), $0) }
  }

  private static let distributions: [(String, [Int])] = {
    var random = SeededRandom(seed: 8)
    let uniform = (0..<4_000).map { _ in Int(truncatingIfNeeded: random.next()) }
    return [
      ("uniform", uniform), ("ascending", uniform.sorted()), ("descending", uniform.sorted(by: >)),
      ("skewed", uniform.map { $0 >> Int($0 & 63) }.enumerated().map { $1 &* 8_192 &+ $0 }),
    ]
  }()
}
