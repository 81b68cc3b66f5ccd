import Testing

@testable import CroftCommands

@Suite struct ArgumentEncodingTests {
  @Test(arguments: ["", "plain", "ä\n\"%$ 🎉"])
  func whatIsUTF8IsKept(text: String) throws {
    try ArgumentEncoding.check(text.utf8.map(CChar.init(bitPattern:)), at: 1)
  }

  @Test func anotherEncodingIsRefusedAndShown() {
    let latin = [UInt8(ascii: "a"), 0xE4].map(CChar.init(bitPattern:))
    #expect {
      try ArgumentEncoding.check(latin, at: 3)
    } throws: {
      "\($0)".contains("argument 3, 'a\u{FFFD}', isn't UTF-8")
    }
  }
}
