import ArgumentParser
import Testing

@testable import CroftCommands

@Suite struct SubcommandSpellingTests {
  private static let names = ["status", "applications", "executors", "help"]

  @Test(arguments: [
    ("staus", "status"), ("statsu", "status"), ("application", "applications"), ("exector", "executors"),
  ])
  func aSlipGetsTheNearestName(word: String, name: String) {
    #expect(SubcommandSpelling.suggestion(for: word, among: Self.names) == "Did you mean '\(name)'?")
  }

  @Test func anotherWordGetsTheList() {
    let text = SubcommandSpelling.suggestion(for: "restart", among: Self.names)
    #expect(text == "There are: status, applications, executors, help.")
  }

  @Test(arguments: [
    [], ["--version"], ["status", "staus"], ["help", "staus"], ["schedule"], ["schedule", "--help"],
    ["schedule", "add", "lst"], ["schedule", "run-due", "nightly"],
  ])
  func whatIsNoMistypedSubcommandIsLeftToTheParser(arguments: [String]) throws {
    try SubcommandSpelling.check(arguments)
  }

  @Test(arguments: [(["staus"], "status"), (["schedule", "lst"], "list"), (["schedule", "ad", "x"], "add")])
  func aMistypedSubcommandIsRefused(arguments: [String], meant: String) {
    let error = #expect(throws: ValidationError.self) { try SubcommandSpelling.check(arguments) }
    #expect(error?.message.hasSuffix("Did you mean '\(meant)'?") == true)
  }
}
