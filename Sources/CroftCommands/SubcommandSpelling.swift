import ArgumentParser

/// Suggests the subcommand that was meant. ArgumentParser does this for options only, and calls a mistyped subcommand
/// an unexpected argument.
enum SubcommandSpelling {
  /// Two slips of the finger still look like the word that was meant; three make another word.
  private static let maximumEdits = 2

  static func check(_ arguments: [String]) throws {
    let names = CroftCommand.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard let word = arguments.first, !word.hasPrefix("-"), !names.contains(word) else { return }
    throw ValidationError("There is no subcommand '\(word)'. \(suggestion(for: word, among: names))")
  }

  static func suggestion(for word: String, among names: [String]) -> String {
    let nearest = names.map { (name: $0, edits: edits(from: word, to: $0)) }.min { $0.edits < $1.edits }
    if let nearest, nearest.edits <= maximumEdits { return "Did you mean '\(nearest.name)'?" }
    return "There are: \(names.joined(separator: ", "))."
  }

  /// The Levenshtein distance: how many letters to insert, remove or replace.
  static func edits(from start: String, to goal: String) -> Int {
    let goal = Array(goal)
    var row = Array(0...goal.count)
    for (index, letter) in start.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in goal.indices {
        let replaced = diagonal + (letter == goal[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[goal.count]
  }
}
