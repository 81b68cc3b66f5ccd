import ArgumentParser
import CroftProtocol

/// Suggests the subcommand that was meant. ArgumentParser does this for options only, and calls a mistyped subcommand
/// an unexpected argument.
enum SubcommandSpelling {
  static func check(_ arguments: [String]) throws {
    let names = CroftCommand.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard let word = arguments.first, !word.hasPrefix("-"), !names.contains(word) else { return }
    throw ValidationError("There is no subcommand '\(word)'. \(suggestion(for: word, among: names))")
  }

  static func suggestion(for word: String, among names: [String]) -> String {
    if let nearest = NearestName.of(word, among: names) { return "Did you mean '\(nearest)'?" }
    return "There are: \(names.joined(separator: ", "))."
  }
}
