import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct JoinTests {
  /// Keys from 0 to 5,999 and from 3,000 to 8,999, some of them often.
  private let left = WideFixture.skewedPairs(6_000, keys: 6_000, seed: 21)
  private let right = WideFixture.skewedPairs(6_000, keys: 6_000, seed: 22).map {
    ($0.0 < 3 ? $0.0 + $0.1 % 4_000 : $0.0 + 3_000, "value \($0.1)")
  }

  struct Way: Sendable, CustomTestStringConvertible {
    var choice: Int
    var strategy: JoinStrategy
    var partitions: Int?
    var memoryBytes: Int
    var testDescription: String {
      "\(strategy) \(choice), \(partitions.described) partitions, \(memoryBytes) bytes"
    }
  }

  static let ways: [Way] = WideFixture.machines.map(\.memoryBytes).flatMap { memoryBytes in
    [0, 1, 2].map { Way(choice: $0, strategy: .automatic, partitions: nil, memoryBytes: memoryBytes) } + [
      Way(choice: 0, strategy: .broadcast, partitions: nil, memoryBytes: memoryBytes),
      Way(choice: 0, strategy: .shuffled, partitions: 1, memoryBytes: memoryBytes),
      Way(choice: 0, strategy: .automatic, partitions: 3, memoryBytes: memoryBytes),
    ]
  }

  @Test(arguments: ways)
  func anInnerJoinHasEveryPairOfOneKey(way: Way) throws {
    let joined = datasets.left.join(datasets.right, strategy: way.strategy, partitions: way.partitions)
    let found = try run(joined.collect(), way).map { "\($0.0) \($0.1.0) \($0.1.1)" }
    let others = WideFixture.grouped(right)
    let expected = left.flatMap { pair in (others[pair.0] ?? []).map { "\(pair.0) \(pair.1) \($0)" } }
    #expect(found.sorted() == expected.sorted())
  }

  @Test(arguments: ways.filter { $0.choice < 2 })
  func aLeftOuterJoinKeepsWhatHasNoMatch(way: Way) throws {
    let joined = datasets.left.leftOuterJoin(datasets.right, strategy: way.strategy, partitions: way.partitions)
    let found = try run(joined.collect(), way).map { "\($0.0) \($0.1.0) \($0.1.1 ?? "none")" }
    let others = WideFixture.grouped(right)
    let expected = left.flatMap { pair in (others[pair.0] ?? ["none"]).map { "\(pair.0) \(pair.1) \($0)" } }
    #expect(found.sorted() == expected.sorted())
  }

  @Test(arguments: ways.filter { $0.choice < 2 })
  func aRightOuterJoinKeepsWhatHasNoMatch(way: Way) throws {
    let joined = datasets.left.rightOuterJoin(datasets.right, strategy: way.strategy, partitions: way.partitions)
    let found = try run(joined.collect(), way).map { "\($0.0) \($0.1.0 ?? -1) \($0.1.1)" }
    let others = WideFixture.grouped(left)
    let expected = right.flatMap { pair in (others[pair.0] ?? [-1]).map { "\(pair.0) \($0) \(pair.1)" } }
    #expect(found.sorted() == expected.sorted())
  }

  @Test(arguments: ways.filter { $0.strategy == .automatic && $0.choice == 0 })
  func aFullOuterJoinKeepsWhatEitherSideHasAlone(way: Way) throws {
    let joined = datasets.left.fullOuterJoin(datasets.right, partitions: way.partitions)
    let found = try run(joined.collect(), way).map { "\($0.0) \($0.1.0 ?? -1) \($0.1.1 ?? "none")" }
    let (lefts, rights) = (WideFixture.grouped(left), WideFixture.grouped(right))
    let expected = Set(lefts.keys).union(rights.keys).flatMap { key in
      (lefts[key] ?? [-1]).flatMap { left in (rights[key] ?? ["none"]).map { "\(key) \(left) \($0)" } }
    }
    #expect(found.sorted() == expected.sorted())
  }

  @Test(arguments: ways.filter { $0.choice < 2 })
  func subtractionLeavesTheOthersKeysOut(way: Way) throws {
    let rest = datasets.left.subtractByKey(datasets.right, strategy: way.strategy, partitions: way.partitions)
    let found = try run(rest.collect(), way).map { "\($0.0) \($0.1)" }
    let others = Set(right.map(\.0))
    #expect(found.sorted() == left.filter { !others.contains($0.0) }.map { "\($0.0) \($0.1)" }.sorted())
  }

  @Test(arguments: ways.filter { $0.choice < 2 })
  func emptySidesJoinToWhatOneExpects(way: Way) throws {
    let nothing = Dataset<(Int, String)>.parallelize([], partitions: 2)
    let (strategy, partitions) = (way.strategy, way.partitions)
    let machine = MemoryMachine()
    let choices = [way.choice]
    let none = datasets.left.join(nothing, strategy: strategy, partitions: partitions)
    #expect(try machine.run(none.count(), choices: choices) == 0)
    let all = datasets.left.leftOuterJoin(nothing, strategy: strategy, partitions: partitions)
    #expect(try machine.run(all.count(), choices: choices) == left.count)
    let others = nothing.rightOuterJoin(datasets.left, strategy: strategy, partitions: partitions)
    #expect(try machine.run(others.count(), choices: choices) == left.count)
    let whole = datasets.left.subtractByKey(nothing, strategy: strategy, partitions: partitions)
    #expect(try machine.run(whole.count(), choices: choices) == left.count)
  }

  /// Values of the probing side are never held, so a key may have any number of them.
  @Test func aHotKeyOfTheFirstSideStreams() throws {
    let machine = MemoryMachine(memoryBytes: 0)
    let hot = Dataset.range(0..<100_000, partitions: 3).map { _ in (1, 1) }
    let cold = Dataset.range(0..<5_000, partitions: 2).map { ($0, $0) }
    #expect(try machine.run(hot.join(cold, strategy: .shuffled, partitions: 2).count()) == 100_000)
    #expect(machine.spillCount > 0)
  }

  /// A value without content takes no room, but is a value: a key with three of them has three.
  private struct Mark: Codable, Equatable {}

  @Test(arguments: ways.filter { $0.memoryBytes == .max })
  func valuesWithoutContentJoinAsOftenAsTheyAre(way: Way) throws {
    let left = Dataset.parallelize([(1, "a"), (1, "b"), (2, "c")], partitions: 2)
    let marks = Dataset.parallelize([(1, Mark()), (1, Mark()), (1, Mark()), (3, Mark())], partitions: 3)
    let (strategy, partitions) = (way.strategy, way.partitions)
    let inner = left.join(marks, strategy: strategy, partitions: partitions)
    #expect(try run(inner.map { $0.1.0 }.collect(), way).sorted() == ["a", "a", "a", "b", "b", "b"])
    guard way.choice < 2 else { return }
    let outer = left.leftOuterJoin(marks, strategy: strategy, partitions: partitions)
    #expect(try run(outer.map { $0.1.0 }.collect(), way).sorted() == ["a", "a", "a", "b", "b", "b", "c"])
    let voids = marks.mapValues { _ in () }
    let mirrored = voids.rightOuterJoin(left, strategy: strategy, partitions: partitions)
    #expect(try run(mirrored.map { $0.1.1 }.collect(), way).sorted() == ["a", "a", "a", "b", "b", "b", "c"])
  }

  @Test(arguments: [0, Int.max])
  func aFullOuterJoinKeepsEveryValueWithoutContent(memoryBytes: Int) throws {
    let left = Dataset.parallelize([(1, "a"), (2, "c")], partitions: 2)
    let many = Dataset.range(0..<18_000, partitions: 3).map { ($0 % 6_000, ()) }
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let joined = try machine.run(left.fullOuterJoin(many).collect())
    #expect(joined.count == 18_000)
    #expect(joined.filter { $0.1.0 != nil }.map(\.0).sorted() == [1, 1, 1, 2, 2, 2])
    #expect((machine.spillCount > 0) == (memoryBytes == 0))
  }

  private var datasets: (left: Dataset<(Int, Int)>, right: Dataset<(Int, String)>) {
    (.parallelize(left, partitions: 3), .parallelize(right, partitions: 2))
  }

  private func run<Element>(_ action: Action<[Element]>, _ way: Way) throws -> [Element] {
    let machine = MemoryMachine(parallelism: 2, memoryBytes: way.memoryBytes)
    let found = try machine.run(action, choices: [way.choice])
    #expect((machine.spillCount > 0) == (way.memoryBytes < .max))
    return found
  }
}
