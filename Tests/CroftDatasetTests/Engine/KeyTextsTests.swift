import Testing

@testable import CroftDataset

@Suite struct KeyTextsTests {
  /// Together more than several slabs hold, some too long to be copied.
  @Test func textsStayWhatTheyAreWhenTheirBytesAndTheTableAreGone() {
    let lengths = (0..<2_000).map { $0 % 700 }
    let bytes = (0..<700).map { UInt8(truncatingIfNeeded: $0) }
    var kept: [Text] = []
    bytes.withUnsafeBufferPointer { bytes in
      let texts = KeyTexts()
      for (index, length) in lengths.enumerated() {
        kept.append(texts.keep(Text(start: bytes.baseAddress! + (700 - length), count: length, owner: nil)))
        if index % 500 == 0 { texts.forget() }
      }
      for text in kept { #expect(text.elementsEqual(bytes.suffix(text.count))) }
    }
    let short = kept.filter { $0.count <= 512 }
    #expect(short.allSatisfy { $0.elementsEqual(bytes.suffix($0.count)) })
    #expect(short.allSatisfy { $0.owner != nil })
  }

  @Test func theBytesOfKeptTextsAreCounted() {
    let texts = KeyTexts()
    let bytes: [UInt8] = [1, 2, 3]
    bytes.withUnsafeBufferPointer { bytes in
      let text = texts.keep(Text(start: bytes.baseAddress!, count: bytes.count, owner: nil))
      #expect(HeapMeasure<Text>().bytes(text) == 3)
    }
  }

  @Test func aTextWithAnOwnerIsNotCopied() {
    let text = Text("a key")
    #expect(KeyTexts().keep(text).start == text.start)
  }
}
