import CroftProtocol
import Testing

@testable import CroftDataset

@Suite struct AccumulatorTests {
  private let odd = Accumulator<Int>.sum("odd numbers")

  @Test(arguments: [1, 2, 7])
  func whatAllTasksAddIsOneTotal(partitions: Int) throws {
    let machine = MemoryMachine()
    let longest = Accumulator<Int?>.max("longest")
    let tapped = Dataset.range(0..<100, partitions: partitions)
      .tap(odd) { $0 % 2 == 1 ? 1 : nil }
      .tap(longest) { "\($0)".count }
    #expect(try machine.run(tapped.count()) == 100)
    #expect(machine.accumulators[odd] == 50)
    #expect(machine.accumulators[longest] == 2)
    #expect(machine.accumulators.names == ["longest", "odd numbers"])
    #expect("\(machine.accumulators)" == "longest: Optional(2), odd numbers: 50")
  }

  @Test func mapTasksAddToo() throws {
    let machine = MemoryMachine()
    let sums = Dataset.range(0..<30, partitions: 3).tap(odd) { $0 % 2 }.map { ($0 % 3, $0) }.reduceByKey(+)
    #expect(try machine.run(sums.count()) == 3)
    #expect(machine.accumulators[odd] == 15)
  }

  @Test func tapsWithOneNameAddTogether() throws {
    let machine = MemoryMachine()
    let first = Dataset.range(0..<10, partitions: 2).tap(odd) { $0 % 2 }
    #expect(try machine.run(first.union(.range(0..<4, partitions: 1).tap(odd) { _ in 10 }).count()) == 14)
    #expect(machine.accumulators[odd] == 45)
  }

  @Test func partitionsOfOneTaskAddTogether() throws {
    let machine = MemoryMachine()
    _ = try machine.run(Dataset.range(0..<10, partitions: 5).tap(odd) { $0 % 2 }.coalesce(2).count())
    #expect(machine.accumulators[odd] == 5)
  }

  @Test func whatWasAddedBeforeAnActionHadEnoughCounts() throws {
    let machine = MemoryMachine()
    let seen = Accumulator<Int>.sum("seen")
    #expect(try machine.run(Dataset.range(0..<100, partitions: 1).tap(seen) { _ in 1 }.take(3)) == [0, 1, 2])
    #expect(machine.accumulators[seen] == 3)
  }

  @Test func nothingAddedIsZero() throws {
    let machine = MemoryMachine()
    _ = try machine.run(Dataset.range(0..<10).tap(odd) { _ in nil }.count())
    #expect(machine.accumulators[odd] == 0)
    #expect(machine.accumulators[Accumulator<Int?>.min("never tapped")] == nil)
    #expect(AccumulatorValues()[Accumulator("x", zero: 7, combine: *)] == 7)
  }

  @Test func theKindsCombineAsTheirNamesSay() throws {
    let machine = MemoryMachine()
    let shortest = Accumulator<Int?>.min("smallest")
    let mean = Accumulator<Double>.sum("total")
    let product = Accumulator<Int>("product", zero: 1, combine: { $0 &* $1 })
    let some = Accumulator<[String]>.list("some", limit: 3)
    let remainders = Accumulator<Set<Int>>.set("remainders", limit: 4)
    let tapped = Dataset.range(1..<21, partitions: 4)
      .tap(shortest) { -$0 }
      .tap(mean) { Double($0) / 2 }
      .tap(product) { $0 }
      .tap(some) { ["\($0)", "\($0)!"] }
      .tap(remainders) { [$0 % 4] }
    #expect(try machine.run(tapped.count()) == 20)
    let values = machine.accumulators
    #expect(values[shortest] == -20)
    #expect(values[mean] == 105)
    #expect(values[product] == (1..<21).reduce(1, &*))
    #expect(values[some].count == 3)
    #expect(values[remainders] == [0, 1, 2, 3])
  }

  @Test func boundsHoldHoweverMuchIsAdded() throws {
    let machine = MemoryMachine()
    let few = Accumulator<Set<Int>>.set("few", limit: 5)
    let none = Accumulator<[Int]>.list("none", limit: 0)
    let large = Accumulator<Int8>.sum("large")
    _ = try machine.run(
      Dataset.range(0..<1000, partitions: 4).tap(few) { [$0] }.tap(none) { [$0] }.tap(large) { _ in 100 }.count())
    #expect(machine.accumulators[few].count == 5)
    #expect(machine.accumulators[none] == [])
    #expect(machine.accumulators[large] == .max)
  }

  @Test func oneNameForTwoTypesIsRefused() {
    let other = Accumulator<Double>.sum("odd numbers")
    #expect(throws: OperatorProblem.self) {
      try MemoryMachine().run(Dataset.range(0..<10).tap(odd) { $0 }.tap(other) { _ in 1 }.count())
    }
  }

  @Test func valuesThatCannotBeWrittenAreRefused() {
    struct Opaque: Sendable {}
    let opaque = Accumulator("opaque", zero: Opaque(), combine: { first, _ in first })
    #expect(throws: UnsupportedRecord.self) {
      try MemoryMachine().run(Dataset.range(0..<10).tap(opaque) { _ in nil }.count())
    }
  }

  @Test func aTaskThatCollectsTooMuchFailsWithTheReason() throws {
    let all = Accumulator<[String]>.list("all", limit: 10_000_000)
    let line = String(repeating: "x", count: 1000)
    let error = #expect(throws: AccumulatorTooLarge.self) {
      try MemoryMachine().run(Dataset.range(0..<2000, partitions: 1).tap(all) { _ in [line] }.count())
    }
    #expect("\(try #require(error))".hasPrefix("the accumulator \"all\" of one task takes "))
  }

  @Test func whatAllAccumulatorsOfATaskCollectIsBounded() throws {
    let line = String(repeating: "x", count: 1000)
    let tapped = (0..<40).reduce(Dataset.range(0..<1000, partitions: 1)) { numbers, index in
      numbers.tap(Accumulator<[String]>.list("list \(index)", limit: 10_000_000)) { _ in [line] }
    }
    let error = #expect(throws: AccumulatorTooLarge.self) { try MemoryMachine().run(tapped.count()) }
    #expect("\(try #require(error))".hasPrefix("the accumulators of one task take together "))
  }

  @Test func updatesForOtherOperatorsAreMalformed() {
    var values = AccumulatorValues()
    #expect(throws: MalformedBytes.self) { try values.add([AccumulatorUpdate(accumulator: 3, value: [])]) }
  }

  @Test func aLookAtTheElementsChangesNothing() throws {
    struct Seen: Error, Equatable { var number: Int }
    #expect(try MemoryMachine().run(Dataset.range(0..<5, partitions: 2).tap { _ in }.collect()) == [0, 1, 2, 3, 4])
    #expect(throws: Seen(number: 3)) {
      try MemoryMachine().run(Dataset.range(3..<4).tap { throw Seen(number: $0) }.count())
    }
  }
}
