import Testing

@testable import CroftDataset

@Suite struct TextSlicesTests {
  @Test(arguments: [0, 1, 3, 5, 6, 100])
  func slicesOfATextAreThoseOfItsBytes(length: Int) {
    let text: Text = "abcde"
    let bytes = Array("abcde".utf8)
    #expect(text.prefix(length) == Text(bytes: bytes.prefix(length)))
    #expect(text.suffix(length) == Text(bytes: bytes.suffix(length)))
    #expect(text.dropFirst(length) == Text(bytes: bytes.dropFirst(length)))
    #expect(text.dropLast(length) == Text(bytes: bytes.dropLast(length)))
  }

  @Test func aSliceKeepsTheBytesAndLiesWhereTheyLie() {
    let text: Text = "abcde"
    let slice = text.dropFirst().dropLast()
    #expect(slice == "bcd")
    #expect(slice.start == text.start + 1)
    #expect(slice.owner === text.owner)
  }
}
