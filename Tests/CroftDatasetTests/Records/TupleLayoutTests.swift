import Testing

@testable import CroftDataset

@Suite struct TupleLayoutTests {
  @Test func elementsAndOffsetsAreThoseOfTheTuple() throws {
    let layout = try #require(TupleLayout(of: (Int8, Int64, Bool, label: String?).self))
    #expect(layout.elements.map(\.offset) == [0, 8, 16, 24])
    #expect(
      layout.elements.map { ObjectIdentifier($0.type) } == [
        ObjectIdentifier(Int8.self), ObjectIdentifier(Int64.self), ObjectIdentifier(Bool.self),
        ObjectIdentifier(String?.self),
      ])
  }

  @Test func aTupleInATupleIsOneElement() throws {
    let layout = try #require(TupleLayout(of: (UInt8, (UInt8, Int32)).self))
    #expect(layout.elements.map(\.offset) == [0, 4])
    #expect(TupleLayout(of: layout.elements[1].type)?.elements.map(\.offset) == [0, 4])
  }

  @Test func theOffsetsFindTheValues() throws {
    let layout = try #require(TupleLayout(of: (UInt8, String, Double).self))
    var tuple = (UInt8(1), "two", 3.0)
    withUnsafeBytes(of: &tuple) { bytes in
      #expect(bytes.load(fromByteOffset: layout.elements[0].offset, as: UInt8.self) == 1)
      #expect(bytes.load(fromByteOffset: layout.elements[1].offset, as: String.self) == "two")
      #expect(bytes.load(fromByteOffset: layout.elements[2].offset, as: Double.self) == 3)
    }
  }

  @Test func destroyingReleasesWhatTheElementHeld() throws {
    final class Held {}
    let layout = try #require(TupleLayout(of: (Int, Held).self))
    let room = UnsafeMutablePointer<(Int, Held)>.allocate(capacity: 1)
    defer { room.deallocate() }
    weak var held: Held?
    do {
      let object = Held()
      held = object
      room.initialize(to: (1, object))
    }
    #expect(held != nil)
    for element in layout.elements { element.destroy(UnsafeMutableRawPointer(room) + element.offset) }
    #expect(held == nil)
  }

  @Test func nothingIsATupleOfNoElements() {
    #expect(TupleLayout(of: Void.self)?.elements.isEmpty == true)
  }

  @Test func otherTypesAreNoTuples() {
    struct Pair { var a = 1, b = 2 }
    final class Object {}
    let others: [Any.Type] = [
      Int.self, String.self, Pair.self, Object.self, (Int, Int)?.self, [(Int, Int)].self, (any Error).self, Any.self,
      AnyObject.self, ((Int, Int) -> Int).self, (Int, Int).Type.self, Any.Type.self, Never.self,
    ]
    for type in others { #expect(TupleLayout(of: type)?.elements.count == nil, "\(type)") }
  }
}
