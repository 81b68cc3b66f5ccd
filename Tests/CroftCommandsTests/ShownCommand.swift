import ArgumentParser
import Testing

@testable import CroftCommands

/// A command that does something, as the help shows it; not one that only has subcommands.
struct ShownCommand: Sendable, CustomTestStringConvertible {
  /// Such as `schedule list`.
  let name: String
  let type: any ParsableCommand.Type

  var testDescription: String { name }

  static let all = shown(of: CroftCommand.self, below: [])

  private static func shown(of command: any ParsableCommand.Type, below path: [String]) -> [ShownCommand] {
    let subcommands = command.configuration.subcommands.filter { $0.configuration.shouldDisplay }
    guard !subcommands.isEmpty else { return [ShownCommand(name: path.joined(separator: " "), type: command)] }
    return subcommands.flatMap { shown(of: $0, below: path + [$0.configuration.commandName ?? ""]) }
  }
}
