import CroftProtocol
import Testing

@testable import CroftDataset

@Suite struct RecordFormatTests {
  @Test func numbersAreCopiedAsTheyLie() throws {
    #expect(try RecordFormat<Int>().isCopied)
    #expect(try RecordFormat<Double>().isCopied)
    #expect(try RecordFormat<(Int, Double, UInt8)>().isCopied)
    #expect(try RecordFormat<(Int, (Float, Int32))>().isCopied)
    #expect(try !RecordFormat<String>().isCopied)
    #expect(try !RecordFormat<(Int, String)>().isCopied)
  }

  /// What `Codable` does for a type of the user's, nobody else can know.
  @Test func structsAndEmptyTuplesAreNot() throws {
    struct Number: Codable { var value: Int }
    #expect(try !RecordFormat<Number>().isCopied)
    #expect(try !RecordFormat<Void>().isCopied)
    #expect(try !RecordFormat<(Int, Void)>().isCopied)
  }

  @Test func pairsComeBackAsTheyWere() throws {
    let places = [(1, -0.0), (Int.min, .infinity), (Int.max, 1.5)]
    #expect(try roundTrip(places).map { "\($0)" } == places.map { "\($0)" })
    #expect(try roundTrip([((1, UInt8(2)), (Int16(3), 4.0))]).map { "\($0)" } == ["((1, 2), (3, 4.0))"])
    #expect(try roundTrip([("key", 1), ("caf\u{E9}", 2)]).map { "\($0)" } == ["(\"key\", 1)", "(\"caf\u{E9}\", 2)"])
    #expect(
      try roundTrip([(Text("a line"), [Text(""), Text("b")])]).map { "\($0)" } == ["(\"a line\", [\"\", \"b\"])"])
    #expect(try roundTrip([(Int?.none, ()), (7, ())]).map(\.0) == [nil, 7])
  }

  /// A text that is read from a block keeps the block, and points into it.
  @Test func textsAreViewsOfTheBlock() throws {
    let records = PairRecords<Text, Int>()
    var writer = ByteWriter()
    try records.key.write("a line", to: &writer)
    try records.value.write(1, to: &writer)
    let block = MemoryBlock(writer.copy())
    var reader = ByteReader(block.bytes, owner: block)
    let (text, _) = try records.read(from: &reader)
    #expect(text.owner === block)
    #expect(block.bytes.contains(UInt8(ascii: "l")))
    #expect(text == "a line")
  }

  @Test func halfARecordIsAnError() {
    let bytes = [UInt8](repeating: 1, count: 15)
    bytes.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      #expect(throws: MalformedBytes.self) { _ = try PairRecords<Int, Int>().read(from: &reader) }
    }
  }

  private func roundTrip<Key, Value>(_ pairs: [(Key, Value)]) throws -> [(Key, Value)] {
    let records = PairRecords<Key, Value>()
    let output = MemoryBlocks()
    let writer = ShuffleWriter(to: output, reducerCount: 1, memory: nil)
    for (key, value) in pairs { try records.write(key, value, to: writer, 0) }
    try writer.finish()
    var found: [(Key, Value)] = []
    var reader = ByteReader(output.block(0))
    try records.readAll(&reader) { found.append(($0, $1)) }
    return found
  }
}
