import ArgumentParser
import Testing

@testable import CroftCommands

@Suite struct JobFileArgumentsTests {
  @Test(arguments: [
    ("submit a.toml --set x=1 --wait", "submit --set x=1 --wait a.toml"),
    ("submit --wait a.toml", "submit --wait a.toml"),
    ("submit --name n a.toml --set x=1", "submit --name n --set x=1 a.toml"),
    ("submit --name b.toml a.toml --wait", "submit --name b.toml --wait a.toml"),
    // What is wrong with the options is told by those who read them.
    ("submit a.toml --wiat", "submit --wiat a.toml"), ("submit a.toml --help", "submit --help a.toml"),
  ])
  func optionsMayStandBehindAFile(given: String, expected: String) {
    #expect(JobFileArguments.fileLast(given.split(separator: " ").map(String.init)).joined(separator: " ") == expected)
  }

  @Test(arguments: [
    "submit cat a.toml -n", "submit -- a.toml -n", "submit --name a.toml cat -n", "check a.toml --set x=1", "submit",
    "", "submit --python x.py a.toml --set", "submit --shell a.toml --wait", "submit a.toml --python x.py",
    "submit a.toml --shell",
  ])
  func whatIsNoFilesStaysWhereItIs(arguments: String) {
    let words = arguments.split(separator: " ").map(String.init)
    #expect(JobFileArguments.fileLast(words) == words)
  }

  @Test(arguments: [
    ("a.toml echo", "echo"), ("a.toml -- echo x", "--"), ("a.toml --wait echo --set x=1", "echo"),
    ("--wait a.toml b.toml", "a.toml"), ("a.toml --python x.py", "--python"), ("a.toml --shell", "--shell"),
  ])
  func aWordBehindAFileIsNoProgram(words: String, refused: String) throws {
    let given = ["submit"] + words.split(separator: " ").map(String.init)
    let error = try #require(
      #expect(throws: (any Error).self) {
        try SubmitCommand.parse(Array(JobFileArguments.fileLast(given).dropFirst()))
      })
    let message = SubmitCommand.message(for: error)
    #expect(message.contains("'\(refused)' can't stand behind the job file "), "\(message)")
  }
}
