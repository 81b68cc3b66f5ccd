import Testing

@testable import CroftProtocol

@Suite struct JSONCodableTests {
  struct Inner: Codable, Equatable {
    enum Colour: String, Codable { case red, green }
    var colour: Colour
    var small: UInt8
    var ratio: Double
  }
  struct Outer: Codable, Equatable {
    var name: String
    var count: Int
    var flag: Bool
    var inner: [Inner]
    var maybe: String?
    var table: [String: Int]
    var any: JSONValue?

    enum CodingKeys: CodingKey { case name, count, flag, inner, maybe, table, any }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(count, forKey: .count)
      try container.encode(flag, forKey: .flag)
      try container.encode(inner, forKey: .inner)
      try container.encodeIfPresent(maybe, forKey: .maybe)
      try container.encode(table, forKey: .table)
    }
  }

  static let outer = Outer(
    name: "n", count: -3, flag: true, inner: [Inner(colour: .green, small: 255, ratio: 0.5)], maybe: nil,
    table: ["k": 1])

  @Test func valuesBecomeJSONAndComeBack() throws {
    let json = try JSONValue(encoding: Self.outer)
    #expect(
      json == [
        "name": "n", "count": -3, "flag": true, "inner": [["colour": "green", "small": 255, "ratio": 0.5]],
        "table": ["k": 1],
      ])
    #expect(try json.decoded() == Self.outer)
    #expect(try JSONValue(encoding: [1, 2]).decoded(as: [Int].self) == [1, 2])
    #expect(try JSONValue(encoding: [Int?.none, 2]) == [nil, 2])
    #expect(try JSONValue.array([nil, 2]).decoded(as: [Int?].self) == [nil, 2])
    #expect(try JSONValue(encoding: [Inner]()) == [])
    #expect(try JSONValue(encoding: EmptyReply()) == [:])
  }

  @Test func unknownMembersAreIgnoredAndNullCountsAsAbsent() throws {
    var json = try JSONValue(encoding: Self.outer)
    guard case .object(var object) = json else { return }
    object["new"] = [1]
    object["maybe"] = nil as JSONValue?
    object["maybe"] = .null
    object["any"] = ["x": 1]
    json = .object(object)
    let decoded = try json.decoded(as: Outer.self)
    #expect(decoded.maybe == nil)
    #expect(decoded.any == ["x": 1])
  }

  @Test func errorsNameTheirPath() {
    func failure(_ json: JSONValue) -> String? {
      do { _ = try json.decoded(as: [String: [Inner]].self) } catch { return String(describing: error) }
      return nil
    }
    #expect(failure(["a": [["colour": "red", "small": 1]]]) == "a[0].ratio: missing")
    #expect(
      failure(["a": [["colour": "red", "small": 256, "ratio": 1]]])
        == "a[0].small: an integer from 0 to 255 was expected, not 256")
    #expect(failure(["a": [["colour": 7]]]) == "a[0].colour: a string was expected, not 7")
    #expect(failure(["a": [["colour": "blue"]]])?.hasPrefix("a[0].colour: ") == true)
    #expect(failure(["a": 1]) == "a: an array was expected, not 1")
    #expect(failure([]) == "an object was expected, not an array")
  }

  @Test func integersTooLargeForJSONAreRefused() {
    #expect(throws: JSONShapeError.self) { try JSONValue(encoding: ["x": UInt64.max]) }
    #expect(throws: JSONShapeError.self) { try JSONValue(encoding: [Double.nan]) }
  }

  @Test func aWholeNumberWrittenAsAFractionIsAnInteger() throws {
    #expect(try JSONValue.number(1000).decoded(as: Int.self) == 1000)
    #expect(throws: JSONShapeError.self) { try JSONValue.number(0.5).decoded(as: Int.self) }
    #expect(try JSONValue.integer(2).decoded(as: Double.self) == 2)
  }
}
