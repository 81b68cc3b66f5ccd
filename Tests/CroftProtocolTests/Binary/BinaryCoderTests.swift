import Testing

@testable import CroftProtocol

@Suite struct BinaryCoderTests {
  @Test func numbersComeBack() throws {
    try expectRoundTrip(Int.min)
    try expectRoundTrip(Int8(-128))
    try expectRoundTrip(Int16.max)
    try expectRoundTrip(Int32.min)
    try expectRoundTrip(Int64.max)
    try expectRoundTrip(UInt.max)
    try expectRoundTrip(UInt8(255))
    try expectRoundTrip(UInt16(1))
    try expectRoundTrip(UInt32.max)
    try expectRoundTrip(UInt64.max)
    try expectRoundTrip(Float.leastNonzeroMagnitude)
    try expectRoundTrip(Double.infinity)
    try expectRoundTrip(true)
    #expect(try BinaryDecoder.decode(Double.self, from: BinaryEncoder.encode(-0.0)).sign == .minus)
    #expect(try BinaryDecoder.decode(Double.self, from: BinaryEncoder.encode(Double.nan)).isNaN)
  }

  @Test(arguments: ["", "a", "e\u{301}", "\0", "🌾 croft"])
  func stringsComeBackScalarByScalar(text: String) throws {
    let decoded = try BinaryDecoder.decode(String.self, from: BinaryEncoder.encode(text))
    #expect(Array(decoded.unicodeScalars) == Array(text.unicodeScalars))
  }

  @Test func structsComeBack() throws {
    let address = Person.Address(street: "Hauptstraße", numbers: [1, -2, 3])
    try expectRoundTrip(Person(name: "Ada", age: 36, height: 1.65, address: address))
    try expectRoundTrip(Person(name: "", age: 0, height: nil, address: nil))
    try expectRoundTrip(Empty())
    try expectRoundTrip([Empty(), Empty()])
  }

  @Test func enumsWithPayloadsComeBack() throws {
    try expectRoundTrip(Shape.point)
    try expectRoundTrip(Shape.circle(radius: -1))
    try expectRoundTrip(Shape.group([.point, .box(1, 2), .group([], name: nil)], name: "all"))
  }

  @Test func rawValuesComeBack() throws {
    try expectRoundTrip(Color.allCases)
    try expectRoundTrip([Color.blue: 1, .red: 2])
    try expectRoundTrip(Flags(rawValue: 5))
    try expectRoundTrip(Color?.some(.green))
  }

  @Test func nilComesBackAtEveryLevel() throws {
    try expectRoundTrip(Int?.none)
    try expectRoundTrip(Int??.none)
    try expectRoundTrip(Int??.some(.none))
    try expectRoundTrip(Int??.some(.some(0)))
    try expectRoundTrip(Int???.some(.some(.none)))
    try expectRoundTrip([Int??.none, .some(.none), .some(.some(1))])
    try expectRoundTrip(["a": Int?.none, "b": 2])
    try expectRoundTrip([nil, "", "x"] as [String?])
    try expectRoundTrip([nil, [], [nil], [1]] as [[Int?]?])
    try expectRoundTrip([nil, Empty()] as [Empty?])
    try expectRoundTrip(Wrapper(Int?.none))
    try expectRoundTrip([Wrapper(Int?.none), Wrapper(3)])
    try expectRoundTrip([nil, Wrapper(nil), Wrapper(3)] as [Wrapper<Int?>?])
    try expectRoundTrip(Wrapper([Int]?.some([])))
    try expectRoundTrip(Wrapper(Wrapper(Int??.some(.none))))
  }

  @Test func collectionsComeBack() throws {
    try expectRoundTrip([Int]())
    try expectRoundTrip([[[Int]]]())
    try expectRoundTrip([[], [[]], [[1, 2], []]] as [[[Int]]])
    try expectRoundTrip([String: [Int: [Shape]]]())
    try expectRoundTrip(["": [1: [.point], -5: []], "b": [:]] as [String: [Int: [Shape]]])
    try expectRoundTrip([Flags(rawValue: 1): "one", Flags(rawValue: 2): "two"])
    try expectRoundTrip(Set([1.5, 2.5]))
    try expectRoundTrip(1...5)
    try expectRoundTrip(ContiguousArray(["a", "b"]))
    try expectRoundTrip(Swift.Duration.milliseconds(1500))
  }

  @Test func aClassAndItsSuperclassComeBack() throws {
    let dog = try BinaryDecoder.decode(Dog.self, from: BinaryEncoder.encode(Dog(name: "Rex", tricks: ["sit", "roll"])))
    #expect(dog.name == "Rex" && dog.tricks == ["sit", "roll"])
    let cat = try BinaryDecoder.decode(Cat.self, from: BinaryEncoder.encode(Cat(name: "Tom", lives: 9)))
    #expect(cat.name == "Tom" && cat.lives == 9)
  }

  @Test func aLargeDictionaryComesBackInLinearTime() throws {
    try expectRoundTrip(Dictionary(uniqueKeysWithValues: (0..<100_000).map { ("key \($0)", $0) }))
  }
}

func expectRoundTrip<Value: Codable & Equatable>(
  _ value: Value, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let bytes = try BinaryEncoder.encode(value)
  #expect(try BinaryDecoder.decode(Value.self, from: bytes) == value, sourceLocation: sourceLocation)
}
