import CroftProtocol
import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct JSONLinesTests {
  struct Trip: Codable, Equatable {
    struct Stop: Codable, Equatable { var name: Text; var at: [Double] }
    enum Payment: String, Codable { case card, cash }

    var id: Int
    var fare: Double
    var tip: Float?
    var note: String?
    var payment: Payment
    var stops: [Stop]
    var counts: [String: Int]
    var isLong: Bool
  }

  static let trips = [
    Trip(
      id: .min, fare: 0.1, tip: nil, note: "a \"b\"\n😀", payment: .cash,
      stops: [.init(name: "é", at: [1, -2.5]), .init(name: "", at: [])], counts: ["x": 1, "y\u{0}": 2], isLong: true),
    Trip(id: 7, fare: 1e300, tip: 0.3, note: nil, payment: .card, stops: [], counts: [:], isLong: false),
  ]

  private func read<Value: Decodable>(_ line: String, as: Value.Type = Value.self) throws(JSONLineError) -> Value {
    try JSONLineReader<Value>().read(Text(line), file: "a.jsonl", position: 100)
  }

  @Test func valuesAreReadBackAsTheyWere() throws {
    var bytes = ByteWriter()
    for trip in Self.trips { try JSONLineWriter().append(trip, to: &bytes) }
    let lines = Text(bytes: bytes.bytes).split(separator: "\n").map { $0 }
    #expect(lines.count == 2)
    let reader = JSONLineReader<Trip>()
    #expect(try lines.map { try reader.read($0, file: "a", position: 0) } == Self.trips)
  }

  @Test func membersMayStandInAnyOrderAndThereMayBeMore() throws {
    struct Pair: Decodable, Equatable { var a: Int; var b: String? }
    #expect(try read(#"{"x":[{}],"b":"\u0031","a":1e3}"#) == Pair(a: 1000, b: "1"))
    #expect(try read(#" { "\u0061" : 3 } "#) == Pair(a: 3, b: nil))
    #expect(try read(#"{"a":3,"b":null}"#) == Pair(a: 3, b: nil))
    #expect(try read("[1,[2]]", as: [JSONValue].self) == [1, [2]])
    #expect(try read("\"x\"", as: Text.self) == "x")
  }

  @Test(arguments: [
    (#"{"id":1,"#, 108, "not JSON: a member's name was expected"), ("[1]x", 103, "more text after the value"),
    ("{\"id\":\"\u{1}\"}", 107, "control character"),
    (#"{"id":"x"}"#, 100, "id: an integer from \(Int.min) to \(Int.max) was expected, not a string"),
    (#"{"id":1}"#, 100, "fare: missing"), ("[]", 100, "an object was expected, not an array"),
    (#"{"id":1,"fare":2,"payment":"gold"}"#, 100, "payment"),
    (
      #"{"id":1,"fare":2,"payment":"card","stops":[{"name":"a","at":[1,2]},{"name":"b","at":[1,"x"]}]}"#, 100,
      "stops[1].at[1]: a number was expected"
    ),
  ])
  func errorsNameThePlace(line: String, position: Int, problem: String) {
    let error = #expect(throws: JSONLineError.self) { try read(line, as: Trip.self) }
    #expect(error?.position == position && error?.file == "a.jsonl")
    #expect(error?.problem.contains(problem) == true, "\(error as Any)")
  }

  @Test func whatJSONCannotHoldIsRefused() {
    var bytes = ByteWriter()
    #expect(throws: JSONShapeError.self) { try JSONLineWriter().append(Double.infinity, to: &bytes) }
    #expect(bytes.count == 0)
  }

  @Test func damagedLinesAreReadOrRefused() throws {
    var bytes = ByteWriter()
    try JSONLineWriter().append(Self.trips[0], to: &bytes)
    let line = Array(bytes.bytes.dropLast())
    let reader = JSONLineReader<Trip>()
    var refused = 0
    for length in line.indices {
      #expect(throws: JSONLineError.self) { try reader.read(Text(bytes: line[..<length]), file: "a", position: 0) }
    }
    var random = SeededRandom(seed: 8)
    for _ in 0..<20_000 {
      var damaged = line
      damaged[random.below(line.count)] = UInt8(truncatingIfNeeded: random.next())
      do { _ = try reader.read(Text(bytes: damaged), file: "a", position: 0) } catch { refused += 1 }
    }
    #expect(refused > 0)
  }

  @Test func blankLinesAreTold() {
    #expect(JSONLineReader<Int>.isBlank(" \t") && JSONLineReader<Int>.isBlank("") && !JSONLineReader<Int>.isBlank("1"))
  }
}
