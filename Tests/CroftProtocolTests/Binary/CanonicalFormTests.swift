import CroftTesting
import Testing

@testable import CroftProtocol

@Suite struct CanonicalFormTests {
  @Test func zerosAreWrittenAlike() throws {
    try expectAlike(0.0, -0.0)
    try expectAlike(Float(0), -Float(0))
    try expectAlike([1.0: [0.0, nil]], [1.0: [-0.0, nil as Double?]])
    #expect(try BinaryEncoder.encode(0.0) != BinaryEncoder.encode(-0.0))
  }

  @Test func stringsAreWrittenInNormalFormC() throws {
    try expectAlike("caf\u{E9}", "cafe\u{301}")
    try expectAlike(Wrapper("\u{1E9B}\u{323}"), Wrapper("\u{17F}\u{323}\u{307}"))
    try expectAlike(["\u{AC00}": 1], ["\u{1100}\u{1161}": 1])
    #expect(try BinaryEncoder.encodeCanonically("a") != BinaryEncoder.encodeCanonically("\u{E4}"))
  }

  @Test func setsAndDictionariesAreWrittenInOneOrder() throws {
    var random = SeededRandom(seed: 4)
    for _ in 0..<50 {
      let members = (0..<20).map { _ in Int.random(in: 0..<1000, using: &random) }
      try expectAlike(Set(members), Set(members.shuffled(using: &random), capacity: 500))
      let pairs = members.map { ("\($0)", [$0: Set([$0, $0 + 1, $0 + 2])]) }
      try expectAlike(
        Dictionary(pairs, uniquingKeysWith: { first, _ in first }),
        Dictionary(pairs.shuffled(using: &random), capacity: 500))
    }
  }

  @Test func unorderedMembersOfStructsAreWrittenInOneOrder() throws {
    let names = (0..<30).map { "cafe\u{301} \($0)" }
    let others = names.reversed().map { "caf\u{E9}" + $0.dropFirst(4) }
    try expectAlike(Wrapper(Optional(Set(names))), Wrapper(Optional(Set(others, capacity: 999))))
    try expectAlike([Set<Double>([0, 1])], [Set([1, -0.0])])
  }

  @Test func differentValuesAreWrittenDifferently() throws {
    #expect(try BinaryEncoder.encodeCanonically(Set([1, 2])) != BinaryEncoder.encodeCanonically(Set([1, 3])))
    #expect(try BinaryEncoder.encodeCanonically(["a": 1]) != BinaryEncoder.encodeCanonically(["a": 2]))
    #expect(try BinaryEncoder.encodeCanonically(["ab": "c"]) != BinaryEncoder.encodeCanonically(["a": "bc"]))
    #expect(try BinaryEncoder.encodeCanonically(Int?.none) != BinaryEncoder.encodeCanonically(Int?.some(0)))
  }

  private func expectAlike<Value: Encodable & Equatable>(
    _ a: Value, _ b: Value, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try #require(a == b, sourceLocation: sourceLocation)
    #expect(
      try BinaryEncoder.encodeCanonically(a) == BinaryEncoder.encodeCanonically(b), sourceLocation: sourceLocation)
  }
}

extension Set {
  /// With room to spare, so that the members lie in another order.
  fileprivate init(_ members: some Sequence<Element>, capacity: Int) {
    self.init(minimumCapacity: capacity)
    for member in members { insert(member) }
  }
}

extension Dictionary {
  fileprivate init(_ pairs: some Sequence<(Key, Value)>, capacity: Int) {
    self.init(minimumCapacity: capacity)
    for (key, value) in pairs { self[key] = value }
  }
}
