import CroftTesting
import Testing

@testable import CroftProtocol

@Suite struct Base64Tests {
  /// RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func theStandardsExamplesHold(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(plain.utf8))
  }

  @Test func allBytesReadBack() {
    for count in 0...513 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }
  }

  @Test(arguments: ["Z", "Zg", "Zg=", "Zg==Zg==", "Zh==", "Z===", "====", "Zm9v!m9v", "Zm9v Zm9", "Zm9=v", "=Zg="])
  func whatIsNotBase64IsRefused(text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
