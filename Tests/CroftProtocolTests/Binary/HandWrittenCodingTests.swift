import Testing

@testable import CroftProtocol

/// What people write by hand into `encode(to:)` and `init(from:)`, and expect to work as it does with JSON.
@Suite struct HandWrittenCodingTests {
  @Test func nestedContainersMayBeWrittenOutOfOrder() throws {
    try expectRoundTrip(OutOfOrder(numbers: [1, 2, 3], names: ["a", "b"]))
    try expectRoundTrip(OutOfOrder(numbers: [], names: []))
  }

  @Test func unkeyedContainersNestEverything() throws {
    try expectRoundTrip(Mixed(flag: true, inner: 7, name: nil, rest: [1, 2]))
    try expectRoundTrip(Mixed(flag: false, inner: -1, name: "x", rest: []))
  }

  @Test(arguments: [nil, 0, 1, 257])
  func anOptionalThatWasEncodedAsItIsCanBeDecodedIfPresent(value: Int?) throws {
    #expect(try BinaryDecoder.decode(IfPresent.self, from: BinaryEncoder.encode(Always(value: value))).value == value)
    #expect(try BinaryDecoder.decode(Always.self, from: BinaryEncoder.encode(Always(value: value))).value == value)
    guard value != nil else { return }
    #expect(try BinaryDecoder.decode(Always.self, from: BinaryEncoder.encode(IfPresent(value: value))).value == value)
  }

  @Test func aMissingValueIsNamed() throws {
    let bytes = try BinaryEncoder.encode(["outer": ["name": "x"]])
    #expect(throws: MalformedBytes("no value for outer.age")) {
      try BinaryDecoder.decode([String: Person].self, from: bytes)
    }
  }

  @Test func aNilWhereAValueIsNeededIsNamed() throws {
    let bytes = try BinaryEncoder.encode([1, nil])
    #expect(throws: MalformedBytes("a value expected at [1], found nil")) {
      try BinaryDecoder.decode([Int].self, from: bytes)
    }
  }

  @Test func anErrorOfTheValuesOwnComesThrough() {
    #expect(throws: Refusal.self) { try BinaryEncoder.encode([Refusal()]) }
    #expect(throws: Refusal.self) { try BinaryDecoder.decode(Refusal.self, from: []) }
  }
}

/// Opens two nested containers and writes to them in turns, then to the outer one.
private struct OutOfOrder: Codable, Equatable {
  var numbers: [Int]
  var names: [String]

  private enum CodingKeys: CodingKey { case first, second, count }
  private enum Nested: CodingKey { case names }

  init(numbers: [Int], names: [String]) {
    self.numbers = numbers
    self.names = names
  }

  func encode(to encoder: any Encoder) throws {
    var outer = encoder.container(keyedBy: CodingKeys.self)
    var first = outer.nestedUnkeyedContainer(forKey: .first)
    var second = outer.nestedContainer(keyedBy: Nested.self, forKey: .second)
    for number in numbers.prefix(1) { try first.encode(number) }
    try outer.encode(numbers.count, forKey: .count)
    try second.encode(names, forKey: .names)
    for number in numbers.dropFirst() { try first.encode(number) }
  }

  init(from decoder: any Decoder) throws {
    let outer = try decoder.container(keyedBy: CodingKeys.self)
    self.names = try outer.nestedContainer(keyedBy: Nested.self, forKey: .second).decode([String].self, forKey: .names)
    var first = try outer.nestedUnkeyedContainer(forKey: .first)
    let count = try outer.decode(Int.self, forKey: .count)
    self.numbers = try (0..<count).map { _ in try first.decode(Int.self) }
  }
}

/// One unkeyed container with every kind of element.
private struct Mixed: Codable, Equatable {
  var flag: Bool
  var inner: Int
  var name: String?
  var rest: [Int]

  private enum Nested: CodingKey { case inner }

  init(flag: Bool, inner: Int, name: String?, rest: [Int]) {
    (self.flag, self.inner, self.name, self.rest) = (flag, inner, name, rest)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    var nested = container.nestedContainer(keyedBy: Nested.self)
    if let name { try container.encode(name) } else { try container.encodeNil() }
    try rest.encode(to: container.superEncoder())
    try container.encode(flag)
    try nested.encode(inner, forKey: .inner)
  }

  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    self.inner = try container.nestedContainer(keyedBy: Nested.self).decode(Int.self, forKey: .inner)
    self.name = try container.decodeNil() ? nil : container.decode(String.self)
    self.rest = try [Int](from: container.superDecoder())
    self.flag = try container.decode(Bool.self)
  }
}

/// Writes an optional as it is, as JSON's `null`.
private struct Always: Codable {
  var value: Int?

  private enum CodingKeys: CodingKey { case value }

  init(value: Int?) { self.value = value }

  init(from decoder: any Decoder) throws {
    self.value = try decoder.container(keyedBy: CodingKeys.self).decode(Int?.self, forKey: .value)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value, forKey: .value)
  }
}

/// What the compiler makes: a nil is left out.
private struct IfPresent: Codable {
  var value: Int?
}

private struct Refusal: Error, Codable {
  init() {}
  init(from decoder: any Decoder) throws { throw Refusal() }
  func encode(to encoder: any Encoder) throws { throw Refusal() }
}
