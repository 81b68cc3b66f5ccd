import CroftProtocol
import CroftTesting
import Testing

@testable import CroftBatch

@Suite struct ArrayIndicesTests {
  @Test(arguments: [
    ("1-5", [1, 2, 3, 4, 5]), ("0-20:4", [0, 4, 8, 12, 16, 20]), ("1,3,5-7", [1, 3, 5, 6, 7]), ("0", [0]),
    ("1-6:4", [1, 5]), ("7-8:9", [7]), ("5-7,1,3", [1, 3, 5, 6, 7]), ("007", [7]), ("20240131", [20_240_131]),
  ])
  func slurmsGrammarIsUnderstood(text: String, indexes: [Int]) throws {
    let array = try ArrayIndices(text)
    #expect((0..<array.count).map { array[$0] } == indexes)
  }

  @Test(arguments: [
    ("1-5,3-7", [1, 2, 3, 4, 5, 6, 7]), ("4,4", [4]), ("0-10:5,0-12:4", [0, 4, 5, 8, 10, 12]),
    ("1-9:2,2-8:2", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
  ])
  func anIndexThatIsThereTwiceCountsOnce(text: String, indexes: [Int]) throws {
    let array = try ArrayIndices(text)
    #expect((0..<array.count).map { array[$0] } == indexes)
    #expect(try ArrayIndices(array.description) == array)
  }

  @Test(arguments: [
    ("", "missing"), ("1,", "missing"), (",1", "missing"), ("-1", "0 or more"), ("-5-3", "0 or more"),
    ("5-1", "write 1-5"), ("1-", "whole number"), ("1-10:0", "1 or more"), ("1-10:-2", "1 or more"),
    ("3:4", "belongs to a range"), ("a", "whole number"), ("1-2-3", "whole number"), ("1.5", "whole number"),
    ("1 2", "whole number"), ("٣", "whole number"), ("0-9999999999", "at most"), ("1234567890123", "12 digits"),
    ("0-9999999,20000000-20000001", "at most"), ("1-10:x", "1 or more"),
  ])
  func whatIsNoArrayIsRefusedWithTheCure(text: String, complaint: String) {
    let error = #expect(throws: BatchError.self) { try ArrayIndices(text) }
    #expect(error?.description.contains(complaint) == true, "\(String(describing: error))")
  }

  @Test func aPercentSignTellsHowManyRunAtOnce() throws {
    let array = try ArraySpecification("1-1000%8")
    #expect(array.indices.count == 1000)
    #expect(array.maxRunning == 8)
    #expect(try ArraySpecification("1-1000").maxRunning == nil)
  }

  @Test(arguments: ["1-5%", "1-5%0", "1-5%x", "1-5%-1", "1-5%2%3", "%4"])
  func aWrongNumberAtOnceIsRefused(text: String) {
    #expect(throws: BatchError.self) { try ArraySpecification(text) }
  }

  @Test func aMillionIndexesTravelAsTheirText() throws {
    let array = try ArrayIndices("1-1000000")
    let bytes = try BinaryEncoder.encode(array)
    #expect(bytes.count < 20)
    let decoded = try BinaryDecoder.decode(ArrayIndices.self, from: bytes)
    #expect(decoded == array)
    #expect(decoded[999_999] == 1_000_000)
  }

  @Test func randomArraysAreTheSetsOfTheirRanges() throws {
    var random = SeededRandom(seed: 3)
    for _ in 0..<500 {
      var indexes: Set<Int> = []
      let parts = (0...random.below(5)).map { _ -> String in
        let first = random.below(50)
        let last = first + random.below(30)
        let step = 1 + random.below(6)
        indexes.formUnion(stride(from: first, through: last, by: step))
        return "\(first)-\(last):\(step)"
      }
      let array = try ArrayIndices(parts.joined(separator: ","))
      #expect((0..<array.count).map { array[$0] } == indexes.sorted(), "\(parts)")
    }
  }
}
