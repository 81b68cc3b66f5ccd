import ArgumentParser
import Testing

@testable import CroftCommands

@Suite struct RetryCommandTests {
  @Test(arguments: [
    ["7", "--ordered"], ["7", "--wait", "--quiet", "--json"], ["7", "--wait", "--ordered", "--json"], [],
  ])
  func nonsenseIsRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try RetryCommand.parse(arguments) }
  }

  @Test func whatGoesTogetherIsTaken() throws {
    let retry = try RetryCommand.parse(["nightly", "--wait", "--ordered", "--quiet"])
    #expect(retry.job.text == "nightly")
    #expect(retry.ordered && retry.quiet)
  }
}
