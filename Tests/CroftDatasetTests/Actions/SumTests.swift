import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct SumTests {
  @Test(arguments: [1, 2, 7])
  func numbersAreSummedAndAveraged(partitions: Int) throws {
    let machine = MemoryMachine()
    let source = Dataset.range(-10..<1_000, partitions: partitions)
    #expect(try machine.run(source.sum()) == 499_445)
    #expect(try machine.run(source.mean()) == 494.5)
    #expect(
      try machine.run(source.map { UInt8($0 & 15) }.mean()) == Double((-10..<1_000).reduce(0) { $0 + $1 & 15 }) / 1_010)
    #expect(try machine.run(source.map { Double($0) }.sum()) == 499_445)
    #expect(try #require(try machine.run(source.map { Float($0) }.mean())).isNear(494.5))
    #expect(try machine.run(source.filter { $0 > 1_000 }.sum()) == 0)
    #expect(try machine.run(source.filter { $0 > 1_000 }.mean()) == nil)
    #expect(try machine.run(source.filter { $0 > 1_000 }.map { Double($0) }.mean()) == nil)
  }

  @Test(arguments: [1, 2, 3])
  func aSumThatDoesNotFitIsAnErrorThatNamesIt(partitions: Int) throws {
    let overflowing = Dataset.parallelize([Int.max, 1, 1], partitions: partitions)
    #expect(throws: SumOverflow(elementType: "Int", sum: "9223372036854775809")) {
      try MemoryMachine().run(overflowing.sum())
    }
    let bytes = Dataset.parallelize([UInt8(200), 100], partitions: partitions)
    #expect(throws: SumOverflow(elementType: "UInt8", sum: "300")) { try MemoryMachine().run(bytes.sum()) }
    let wide = Dataset.parallelize([Int128.max, 1, 1], partitions: partitions)
    #expect(throws: SumOverflow.self) { try MemoryMachine().run(wide.sum()) }
  }

  @Test(arguments: [1, 2, 3])
  func aSumMayBeTooLargeOnItsWay(partitions: Int) throws {
    let source = Dataset.parallelize([Int.max, .max, -.max, .min, 5], partitions: partitions)
    #expect(try MemoryMachine().run(source.sum()) == 4)
    #expect(try MemoryMachine().run(Dataset.parallelize([UInt64.max], partitions: 1).sum()) == .max)
    let wide = Dataset.parallelize([Int128.max, -1], partitions: partitions)
    #expect(try MemoryMachine().run(wide.sum()) == Int128.max - 1)
  }
}

extension Double {
  /// Whether it differs by rounding alone.
  func isNear(_ other: Double, relative: Double = 1e-12) -> Bool {
    abs(self - other) <= relative * Swift.max(abs(self), abs(other))
  }
}
