import CroftProtocol
import Testing

@Suite struct FinishedDriverTests {
  @Test(arguments: [0, 3, 143, 255]) func theStatusIsReadAgain(status: Int) {
    let text = FinishedDriver.text(status: status)
    #expect(FinishedDriver.status(of: text) == status)
    #expect(text.utf8.count <= FinishedDriver.maximumBytes)
  }

  /// Half a word is none: with it a job would end that hasn't.
  @Test(arguments: ["", "\n", "14", "256\n", "-1\n", "well\n", "1\n2\n"]) func whatNoDriverWritesIsNoStatus(
    text: String
  ) {
    #expect(FinishedDriver.status(of: text) == nil)
  }
}
