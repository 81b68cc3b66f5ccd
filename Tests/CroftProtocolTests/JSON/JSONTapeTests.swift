import CroftTesting
import Testing

@testable import CroftProtocol

@Suite struct JSONTapeTests {
  struct Record: Codable, Equatable {
    struct Inner: Codable, Equatable { var names: [String?]; var more: [String: [Int]] }
    var alpha: Int
    var beta: Double?
    var gamma: String
    var delta: Bool?
    var inner: Inner
    var small: Int8
  }

  static let text = #"""
    {"alpha":-3,"beta":1.5e2,"gamma":"x\né","delta":true,"inner":{"names":["p",null],"more":{"k":[1,2],"":[]}},\#
    "small":-7}
    """#

  private func decode<Value: Decodable>(_ text: String, as: Value.Type = Value.self) throws -> Value {
    let tape = JSONTape()
    return try Array(text.utf8).withUnsafeBytes { try tape.decode($0) }
  }

  @Test func bothWaysOfDecodingGiveTheSame() throws {
    let record = try decode(Self.text, as: Record.self)
    #expect(record == (try JSONParser.parse(Self.text).decoded()))
    #expect(record.gamma == "x\né" && record.inner.names == ["p", nil] && record.inner.more == ["k": [1, 2], "": []])
  }

  @Test func bothWaysOfDecodingRefuseTheSame() throws {
    var random = SeededRandom(seed: 9)
    let bytes = Array(Self.text.utf8)
    let tape = JSONTape()
    for _ in 0..<20_000 {
      var damaged = bytes
      let position = random.below(bytes.count)
      damaged[position] =
        random.isOne(in: 2) ? UInt8(truncatingIfNeeded: random.next()) : bytes[random.below(position + 1)]
      let tree = Result { try JSONParser.parse(damaged).decoded(as: Record.self) }
      let direct = Result { try damaged.withUnsafeBytes { try tape.decode($0, as: Record.self) } }
      switch (tree, direct) {
      case (.success(let one), .success(let other)): #expect(one == other)
      case (.failure, .failure): break
      case (.failure(let error), .success):
        // The tree wants all strings to be UTF-8 and all numbers to fit, decoding those that it reads.
        #expect(error is JSONSyntaxError, "\(String(decoding: damaged, as: UTF8.self))")
      case (.success, .failure(let error)): Issue.record("\(error): \(String(decoding: damaged, as: UTF8.self))")
      }
    }
  }

  @Test func membersAreFoundInAnyOrderAndNumber() throws {
    let count = 50_000
    let text = "{" + (0..<count).map { #""m\#($0)":\#($0)"# }.joined(separator: ",") + "}"
    let values = try decode(text, as: [String: Int].self)
    #expect(values.count == count && values["m0"] == 0 && values["m\(count - 1)"] == count - 1)
    struct Reversed: Decodable { var c: Int; var b: Int; var a: Int }
    let reversed = try decode(#"{"a":1,"b":2,"c":3}"#, as: Reversed.self)
    #expect((reversed.a, reversed.b, reversed.c) == (1, 2, 3))
  }

  @Test(arguments: [
    (#"{"alpha":1.5}"#, "alpha: an integer from \(Int.min) to \(Int.max) was expected, not 1.5"),
    (#"{"alpha":1}"#, "gamma: missing"),
    (#"{"alpha":1,"gamma":"","inner":{"names":["",5]}}"#, "inner.names[1]: a string was expected, not 5"),
    (
      #"{"alpha":1,"gamma":"","inner":{"names":[],"more":{"x":[],"y":[1,"z"]}}}"#,
      "inner.more.y[1]: an integer from \(Int.min) to \(Int.max) was expected, not a string"
    ),
    (
      #"{"alpha":1,"gamma":"","inner":{"names":[],"more":{}},"small":300}"#,
      "small: an integer from -128 to 127 was expected, not 300"
    ),
  ])
  func errorsNameThePath(text: String, message: String) {
    let error = #expect(throws: JSONShapeError.self) { try decode(text, as: Record.self) }
    #expect(error?.description == message)
  }

  @Test func stringsThatAreNotUTF8AreRefusedWhereTheyAreRead() throws {
    let tape = JSONTape()
    let bytes: [UInt8] = [0x5B, 0x22, 0xFF, 0x22, 0x5D]
    #expect(throws: JSONSyntaxError("a string that isn't UTF-8", at: 2)) {
      try bytes.withUnsafeBytes { try tape.decode($0, as: [String].self) }
    }
  }

  @Test func aDecoderThatIsKeptFindsNothingLater() throws {
    final class Keeper: Decodable {
      let decoder: any Decoder
      init(from decoder: any Decoder) { self.decoder = decoder }
    }
    let keeper = try decode(Self.text, as: Keeper.self)
    #expect(throws: DecodingError.self) { try Record(from: keeper.decoder) }
  }
}
