import ArgumentParser
import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct OutputOptionsTests {
  @Test(arguments: ShownCommand.all)
  func everyCommandHasJSONAndQuiet(command: ShownCommand) {
    let words = CroftCommand.helpMessage(for: command.type, columns: 120).split { " ,\n".contains($0) }
    #expect(words.contains("--json"))
    #expect(words.contains("--quiet"))
  }

  @Test func thereAreAllCommands() {
    let names = ShownCommand.all.map(\.name)
    #expect(names.count > 30 && names.contains("schedule add") && names.contains("logs") && !names.contains("drive"))
  }

  /// Only where times are printed that it changes.
  @Test func datesAreForWhatHasTimes() {
    let dated = ShownCommand.all.filter {
      CroftCommand.helpMessage(for: $0.type, columns: 120).contains("  --absolute ")
    }
    #expect(
      Set(dated.map(\.name)) == ["list", "show", "tasks", "applications", "executors", "explain", "history"])
  }

  @Test(arguments: [
    ["status"], ["doctor"], ["config"], ["scale", "Cores=1"], ["reload"], ["drain"], ["stop", "--mode", "keep"],
    ["top"], ["explain", "7"], ["show", "7"], ["schedule", "list"], ["run", "--detach", "true"],
  ])
  func idsOrADocumentAndNotBoth(words: [String]) throws {
    let options =
      words.first == "run" ? ["run", "--quiet", "--json"] + words.dropFirst() : words + ["--quiet", "--json"]
    #expect(throws: (any Error).self) { try CroftCommand.parseAsRoot(options) }
    _ = try CroftCommand.parseAsRoot(words)
  }
}
