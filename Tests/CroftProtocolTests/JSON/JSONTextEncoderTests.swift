import CroftTesting
import Testing

@testable import CroftProtocol

@Suite struct JSONTextEncoderTests {
  private let writer = JSONTextWriter()

  private func text(_ value: some Encodable) throws -> String {
    var bytes = ByteWriter()
    try writer.append(value, to: &bytes)
    return String(decoding: bytes.bytes, as: UTF8.self)
  }

  /// Both ways to text, which have to agree.
  private func agrees(_ value: some Encodable, _ location: SourceLocation = #_sourceLocation) throws {
    #expect(try text(value) == JSONValue(encoding: value).text(), sourceLocation: location)
  }

  private struct Everything: Codable {
    enum Kind: String, Codable { case small, large }

    var flag = true
    var count = -12
    var counts: [UInt8] = [0, 255]
    var ratio = 0.1
    var single: Float = 2.5
    var kind = Kind.large
    var name: String? = "größe \"x\" \\ \n\r\t\u{1}\u{7F}"
    var nothing: Int?
    var nested: [[String: Int]] = [[:], ["a": 1], [:]]
    var pairs: [Int: String] = [3: "x"]
    var empty: [Int] = []
  }

  @Test func valuesBecomeTheSameTextAsByWayOfATree() throws {
    try agrees(Everything())
    try agrees([Everything(), Everything(flag: false)])
    try agrees([1.0, -0.0, 1e300, .leastNonzeroMagnitude])
    try agrees([Int64.min, .max, 0])
    try agrees([UInt64(Int64.max)])
    try agrees([String?.none, "x"])
    try agrees(["é", "\u{1F600}", "", "\""])
    try agrees("alone")
    try agrees(7)
    try agrees(JSONCodingOddities.Nothing())
    try agrees([JSONCodingOddities.Nothing(), .init()])
  }

  @Test func integersHaveTheirDigits() throws {
    var random = SeededRandom(seed: 3)
    for _ in 0..<1000 {
      let value = Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<64, using: &random)
      #expect(try text(value) == String(value))
    }
  }

  @Test func containersMayBeFilledInAnyOrder() throws {
    #expect(try text(JSONCodingOddities.Nested()) == #"{"list":[1,{"x":2},[3]],"inner":{"y":4},"last":5}"#)
    try agrees(JSONCodingOddities.Nested())
    #expect(try text(JSONCodingOddities.Interleaved()) == #"{"first":{"x":1,"y":3},"second":{"x":2}}"#)
    try agrees(JSONCodingOddities.Interleaved())
    try agrees(JSONCodingOddities.Twice())
    try agrees(JSONCodingOddities.Subclass())
  }

  @Test func whatCannotBeWrittenIsNamedAndLeavesNothing() throws {
    var bytes = ByteWriter()
    let error = #expect(throws: JSONShapeError.self) { try writer.append([["x": [1, Double.nan]]], to: &bytes) }
    #expect(error?.path == "[0].x[1]")
    #expect(throws: JSONShapeError.self) { try writer.append(UInt64.max, to: &bytes) }
    #expect(bytes.count == 0)
    #expect(try text(1) == "1")
  }
}

/// Types that use Codable's containers as few do.
enum JSONCodingOddities {
  enum Key: String, CodingKey { case first, second, list, inner, last, x, y }

  struct Nothing: Encodable {
    func encode(to encoder: any Encoder) {}
  }

  struct Nested: Encodable {
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      var list = container.nestedUnkeyedContainer(forKey: .list)
      try list.encode(1)
      var object = list.nestedContainer(keyedBy: Key.self)
      try object.encode(2, forKey: .x)
      var numbers = list.nestedUnkeyedContainer()
      try numbers.encode(3)
      var inner = container.nestedContainer(keyedBy: Key.self, forKey: .inner)
      try inner.encode(4, forKey: .y)
      try container.encode(5, forKey: .last)
    }
  }

  struct Interleaved: Encodable {
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      var first = container.nestedContainer(keyedBy: Key.self, forKey: .first)
      try first.encode(1, forKey: .x)
      var second = container.nestedContainer(keyedBy: Key.self, forKey: .second)
      try second.encode(2, forKey: .x)
      try first.encode(3, forKey: .y)
    }
  }

  struct Twice: Encodable {
    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(1)
      try container.encode(2)
    }
  }

  class Superclass: Encodable {
    let first = 1
  }

  final class Subclass: Superclass {
    override func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(2, forKey: .second)
      try super.encode(to: encoder)
      try super.encode(to: container.superEncoder())
      try container.encode(3, forKey: .last)
    }
  }
}
