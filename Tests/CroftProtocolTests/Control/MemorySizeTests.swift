import Testing

@testable import CroftProtocol

@Suite struct MemorySizeTests {
  static let sizes: [(text: String, bytes: Int)] = [
    ("1", 1), ("512M", 512 << 20), ("2G", 2 << 30), ("2g", 2 << 30), ("1.5GiB", 3 << 29), ("4KB", 4096),
    ("1T", 1 << 40),
  ]

  @Test(arguments: sizes)
  func readsWhatPeopleWrite(text: String, bytes: Int) {
    #expect(MemorySize(text)?.bytes == bytes)
  }

  @Test(arguments: ["", "G", "0", "-1G", "1X", "1 G", "1.2.3", "99999999T", "1e3", "٣"])
  func refusesTheRest(text: String) {
    #expect(MemorySize(text) == nil)
  }
}
