import ArgumentParser
import CroftProtocol

/// Suggests the subcommand that was meant. ArgumentParser does this for options only, and calls a mistyped subcommand
/// an unexpected argument.
enum SubcommandSpelling {
  static func check(_ arguments: [String]) throws {
    try check(arguments[...], of: CroftCommand.self, alsoKnown: ["help"])
  }

  private static func check(
    _ arguments: ArraySlice<String>, of command: any ParsableCommand.Type, alsoKnown: [String] = []
  ) throws {
    let subcommands = command.configuration.subcommands
    guard !subcommands.isEmpty, command.configuration.defaultSubcommand == nil, let word = arguments.first,
      !word.hasPrefix("-"), !alsoKnown.contains(word)
    else { return }
    if let named = subcommands.first(where: { $0.configuration.commandName == word }) {
      return try check(arguments.dropFirst(), of: named)
    }
    let shown = subcommands.filter { $0.configuration.shouldDisplay }
    let names = shown.compactMap { $0.configuration.commandName } + alsoKnown
    throw ValidationError("There is no subcommand '\(word)'. \(suggestion(for: word, among: names))")
  }

  static func suggestion(for word: String, among names: [String]) -> String {
    if let nearest = NearestName.of(word, among: names) { return "Did you mean '\(nearest)'?" }
    return "There are: \(names.joined(separator: ", "))."
  }
}
