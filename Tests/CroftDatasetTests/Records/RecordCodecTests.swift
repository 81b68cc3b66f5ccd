import CroftProtocol
import Testing

@testable import CroftDataset

@Suite struct RecordCodecTests {
  struct Point: Codable, Hashable, Sendable {
    var x: Int
    var label: String?
  }

  @Test func numbersComeBack() throws {
    for value in [0, 1, -1, 63, 64, -64, -65, .max, .min] { try expectRoundTrip(value) }
    try expectRoundTrip(Int8.min)
    try expectRoundTrip(Int16.max)
    try expectRoundTrip(Int32.min)
    try expectRoundTrip(Int64.max)
    try expectRoundTrip(UInt.max)
    try expectRoundTrip(UInt8.max)
    try expectRoundTrip(UInt16.max)
    try expectRoundTrip(UInt32.max)
    try expectRoundTrip(UInt64.max)
    try expectRoundTrip(true)
    try expectRoundTrip(Float.pi)
    try expectRoundTrip(-Double.infinity)
  }

  @Test func smallIntegersTakeOneByte() throws {
    for value in -64...63 { #expect(try encoded(value).count == 1) }
    #expect(try encoded(64).count == 2)
  }

  @Test func stringsAndTextsComeBack() throws {
    try expectRoundTrip("")
    try expectRoundTrip("größe, e\u{301}, 🌾")
    try expectRoundTrip(Text(""))
    try expectRoundTrip(Text(bytes: [0xFF, 0x00, 0xC3]))
  }

  @Test func textsInStructuresAreTheirBytes() throws {
    struct Line: Codable, Hashable, Sendable {
      var text: Text
      var note: Text?
    }
    try expectRoundTrip(Line(text: Text(bytes: [0xFF, 0x00, 0xC3])))
    try expectRoundTrip(Line(text: "", note: ""))
    let long = Line(text: Text(bytes: [UInt8](repeating: 0x78, count: 100_000)), note: "a")
    try expectRoundTrip(long)
    #expect(try encoded(long).count < 100_100)
  }

  @Test func containersComeBack() throws {
    try expectRoundTrip([Int]())
    try expectRoundTrip([["a"], [], ["b", "c"]])
    try expectRoundTrip([1, nil, 3])
    try expectRoundTrip(Int??.some(.none))
    try expectRoundTrip(Int??.none)
    try expectRoundTrip(["a": [1: Set(["x", "y"])], "b": [:]])
    try expectRoundTrip(Set([Text("a"), "b"]))
  }

  @Test func codableStructsComeBack() throws {
    try expectRoundTrip(Point(x: 1, label: nil))
    try expectRoundTrip([Point(x: -1, label: ""), Point(x: 2, label: "two")])
    try expectRoundTrip([Point(x: 1, label: "one"): Point?.none])
    try expectRoundTrip(1..<5)
  }

  @Test func tuplesComeBack() throws {
    try expectRoundTrip(("word", 7)) { $0 == $1 }
    try expectRoundTrip((1, ("two", UInt8?.none))) { $0.0 == $1.0 && $0.1 == $1.1 }
    try expectRoundTrip((Int8(1), ([3.5], Point?.some(Point(x: 9, label: "nine"))))) { $0.0 == $1.0 && $0.1 == $1.1 }
    try expectRoundTrip((key: Text("k"), values: [1, 2], flag: false)) { $0 == $1 }
    try expectRoundTrip((1, "a", 2.0, true, UInt16(3), Text("t"))) { $0 == $1 }
  }

  @Test func tuplesInContainersComeBack() throws {
    try expectRoundTrip([("a", 1), ("b", 2)]) { $0.elementsEqual($1, by: ==) }
    try expectRoundTrip([(1, [("x", 2)]), (2, [])]) { a, b in
      a.elementsEqual(b) { $0.0 == $1.0 && $0.1.elementsEqual($1.1, by: ==) }
    }
    try expectRoundTrip(("a", 1) as (String, Int)?) { $0?.0 == $1?.0 && $0?.1 == $1?.1 }
    try expectRoundTrip(["k": ("v", [1])]) { a, b in a.count == b.count && a.allSatisfy { $1 == b[$0]! } }
  }

  /// Readers go on while there are bytes left, so that a record of none would be lost.
  @Test func nothingTakesAByteSoThatItCanBeCounted() throws {
    #expect(try encoded(()).count == 1)
    try expectRoundTrip([(), (), ()]) { $0.count == $1.count }
    try expectRoundTrip((1, ())) { $0.0 == $1.0 }
    try expectRoundTrip(((), [()])) { $0.1.count == $1.1.count }
  }

  @Test func aTextIsAViewWhereTheBlockHasAnOwner() throws {
    let codec = try RecordCodec<Text>()
    var text = Text("")
    weak var owner: MemoryBlock?
    do {
      let block = MemoryBlock(try encoded(Text("kept alive")))
      owner = block
      var reader = ByteReader(block.bytes, owner: block)
      text = try codec.decode(from: &reader)
    }
    #expect(owner != nil)
    #expect(text == "kept alive")
    text = ""
    #expect(owner == nil)
  }

  @Test func anUnsupportedTypeIsNamed() {
    struct Plain {}
    func expectUnsupported<Value>(_: Value.Type, _ name: String) {
      #expect(throws: UnsupportedRecord(typeName: name)) { try RecordCodec<Value>() }
    }
    expectUnsupported(Character.self, "Character")
    expectUnsupported([(String, Character)].self, "Character")
    expectUnsupported((Int, [Substring?]).self, "Substring")
    expectUnsupported([Int: [any Error]].self, "Error")
    expectUnsupported((() -> Void).self, "() -> ()")
    #expect("\(UnsupportedRecord(typeName: "A"))".hasSuffix("make A Codable"))
  }
}

func encoded<Value>(_ value: Value) throws -> [UInt8] {
  var writer = ByteWriter()
  try RecordCodec<Value>().encode(value, into: &writer)
  return writer.copy()
}

func decoded<Value>(_: Value.Type, from bytes: [UInt8]) throws -> Value {
  try bytes.withUnsafeBytes { bytes in
    var reader = ByteReader(bytes)
    let value = try RecordCodec<Value>().decode(from: &reader)
    guard reader.isAtEnd else { throw MalformedBytes("\(reader.remaining) bytes are left") }
    return value
  }
}

func expectRoundTrip<Value>(
  _ value: Value, sourceLocation: SourceLocation = #_sourceLocation, by areEqual: (Value, Value) -> Bool
) throws {
  let copy = try decoded(Value.self, from: encoded(value))
  #expect(areEqual(value, copy), "\(value) came back as \(copy)", sourceLocation: sourceLocation)
}

func expectRoundTrip<Value: Equatable>(_ value: Value, sourceLocation: SourceLocation = #_sourceLocation) throws {
  try expectRoundTrip(value, sourceLocation: sourceLocation, by: ==)
}
