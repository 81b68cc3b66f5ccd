import ArgumentParser
import Testing

@testable import CroftCommands

@Suite struct RunCommandTests {
  @Test(arguments: [
    ["--detach", "--queue", "batch", "--", "wordcount", "--queue", "x", "--help"],
    ["--detach", "--queue", "batch", "wordcount", "--queue", "x", "--help"],
  ])
  func whatFollowsTheProgramIsTheProgramsAlone(arguments: [String]) throws {
    let command = try RunCommand.parse(arguments)
    #expect(command.command == ["wordcount", "--queue", "x", "--help"])
    #expect(command.queue == "batch")
  }

  @Test func aTerminatorAmongTheArgumentsIsTheirs() throws {
    #expect(try RunCommand.parse(["grep", "--", "-x"]).command == ["grep", "--", "-x"])
  }

  @Test(arguments: [
    [], ["--detach"], ["--"], ["--restarts", "1", "--", "x"], ["--detach", "--restarts", "-1", "--", "x"], [""],
    ["--json", "x"], ["-x"],
  ])
  func nonsenseIsRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try RunCommand.parse(arguments) }
  }

  @Test func aMistypedOptionIsNotTakenForTheProgram() {
    #expect {
      try RunCommand.parse(["--detatch", "wordcount"])
    } throws: {
      RunCommand.message(for: $0).contains("no option '--detatch'. Did you mean '--detach'?")
    }
  }

  @Test func helpIsForTheCommandBeforeTheProgram() {
    #expect {
      try RunCommand.parse(["--help"])
    } throws: {
      RunCommand.exitCode(for: $0) == .success
    }
  }
}
