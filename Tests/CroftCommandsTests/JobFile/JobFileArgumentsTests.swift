import Testing

@testable import CroftCommands

@Suite struct JobFileArgumentsTests {
  @Test(arguments: [
    ("submit a.toml --set x=1 --wait", "submit --set x=1 --wait a.toml"),
    ("submit --wait a.toml", "submit --wait a.toml"),
    ("submit --name n a.toml --set x=1", "submit --name n --set x=1 a.toml"),
  ])
  func optionsMayStandBehindAFile(given: String, expected: String) {
    #expect(JobFileArguments.fileLast(given.split(separator: " ").map(String.init)).joined(separator: " ") == expected)
  }

  @Test(arguments: [
    "submit cat a.toml -n", "submit -- a.toml -n", "submit --name a.toml cat -n", "check a.toml --set x=1", "submit",
    "",
  ])
  func whatIsNoFilesStaysWhereItIs(arguments: String) {
    let words = arguments.split(separator: " ").map(String.init)
    #expect(JobFileArguments.fileLast(words) == words)
  }
}
