import ArgumentParser
import CroftBatch
import Testing

@testable import CroftCommands

@Suite struct SubmitCommandTests {
  @Test(arguments: [
    ["--cores", "2", "--", "wordcount", "--cores", "x"], ["--cores", "2", "wordcount", "--cores", "x"],
  ])
  func whatFollowsTheProgramIsItsOwn(arguments: [String]) throws {
    let command = try SubmitCommand.parse(arguments)
    #expect(command.line.command == ["wordcount", "--cores", "x"])
    #expect(command.tasks.cores == 2)
  }

  @Test(arguments: [
    [], ["--"], ["--detach", "--wait", "--", "x"], ["--cores", "0", "--", "x"], ["--memory", "lots", "--", "x"],
    ["--array", "7-1", "--", "x"], ["--retries", "-1", "--", "x"], ["--shell", "--python", "a.py"],
    ["--set", "a=b", "--", "x"], ["--quiet", "--json", "--", "x"], ["file.toml", "more"],
    ["--cores", "2", "file.toml"], ["--memory", "9223372036854774784", "--", "x"], ["--memory", "512", "--", "x"],
    ["--memory-growth", "2:9000000T", "--", "x"], ["--", "echo", "hi", "::::"],
    ["--", "echo", ":::", "a", "::::+", ":::", "b"],
  ])
  func nonsenseIsRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try SubmitCommand.parse(arguments) }
  }

  @Test func aMistypedOptionIsNotTakenForTheProgram() {
    let message = SubmitCommand.unknownOption("--memroy=2G")
    #expect(message.contains("'--memroy'"))
    #expect(message.contains("'--memory'"))
    #expect(throws: (any Error).self) { try SubmitCommand.parse(["--memroy", "2G", "--", "ls"]) }
  }

  @Test(arguments: [["--help"], ["--cores", "2", "-h"]]) func helpIsGivenBeforeTheProgramOnly(arguments: [String]) {
    let message = #expect(throws: (any Error).self) { try SubmitCommand.parse(arguments) }
    #expect(message.map { SubmitCommand.exitCode(for: $0) } == .success)
    #expect(throws: Never.self) { try SubmitCommand.parse(["--", "ls", "--help"]) }
  }

  @Test func inputsKeepTheOrderOfTheCommandLine() throws {
    let command = try SubmitCommand.parse([
      "--over", "a", "--array", "1-3%2", "--over", "b", "--", "x", ":::", "v", "w", ":::+", "y", "z", "::::", "f",
    ])
    #expect(
      command.inputs.product(with: command.line.inputs) == [
        [.over("a")], [.array(try ArraySpecification("1-3%2"))], [.over("b")],
        [.values(["v", "w"]), .values(["y", "z"])],
        [.over("f")],
      ])
    #expect(command.inputs.maxRunning == 2)
  }

  @Test func noValuesAreNoTasks() throws {
    let command = try SubmitCommand.parse(["--", "echo", ":::"])
    #expect(command.inputs.product(with: command.line.inputs) == [[.values([])]])
  }

  @Test func linkedInputsAreOneFactor() throws {
    let command = try SubmitCommand.parse(["--link", "-0", "--over", "a", "--csv", "t", "--", "x", ":::", "v"])
    #expect(
      command.inputs.product(with: command.line.inputs) == [
        [.over("a", isNullSeparated: true), .csv("t"), .values(["v"])]
      ])
  }
}

@Suite struct ArgumentBytesTests {
  @Test(
    arguments: [
      Array("plain".utf8), [], [0xFF], [0x61, 0xC3, 0x28, 0x62], Array("äöü 🙂".utf8), [0xE2, 0x82], [0x80, 0xBF, 0xFE],
      Array("\u{10FF80}\u{10FFFF}".utf8), [0xED, 0xA0, 0x80],
    ] as [[UInt8]])
  func everyByteComesOutAsItWentIn(bytes: [UInt8]) {
    #expect(ArgumentBytes.bytes(ArgumentBytes.text(bytes)).bytes == bytes)
  }

  @Test func whereOnlyTextCanStandOthersAreRefused() throws {
    #expect(try ArgumentBytes.onlyText("nächtlich") == "nächtlich")
    // What the argument really has, not what stands for it.
    #expect(try ArgumentBytes.onlyText(ArgumentBytes.text(Array("\u{10FF80}".utf8))) == "\u{10FF80}")
    let name = ArgumentBytes.text([0x61, 0xFF])
    #expect(throws: (any Error).self) { try ArgumentBytes.onlyText(name) }
    for options in [["--name", name], ["--queue", name], ["--socket", name], ["--set", "a=\(name)"]] {
      #expect(throws: (any Error).self) { try SubmitCommand.parse(options + ["a.toml"]) }
    }
    for options in [["--name", name], ["--queue", name], ["--master", name]] {
      #expect(throws: (any Error).self) { try RunCommand.parse(options + ["program"]) }
    }
    #expect(throws: Never.self) { try SubmitCommand.parse(["--chdir", name, "--", name]) }
  }

  @Test func textStaysText() { #expect(ArgumentBytes.text(Array("--over=ä/*.txt".utf8)) == "--over=ä/*.txt") }
}
