import ArgumentParser
import CroftProtocol

/// The options of a command that ends its own with the first word that is none: ArgumentParser takes a mistyped one
/// for that word, and so suggests nothing.
enum OptionNames {
  /// Wide enough that no name is broken.
  private static let columns = 200

  /// As the command's help lists them, such as `--memory`.
  static func all(of command: any ParsableCommand.Type) -> [String] {
    command.helpMessage(columns: columns).split(separator: "\n").flatMap { line -> [String] in
      // "  -0, --null   Zeros separate …"; what follows the names stands apart.
      guard line.hasPrefix("  -") else { return [] }
      let names = line.dropFirst(2).prefix { $0 != "<" }.split(separator: " ").prefix { $0.hasPrefix("-") }
      return names.map { String($0.prefix { $0 != "," }) }.filter { $0.hasPrefix("--") }
    }
  }

  /// - Returns: the option without its value, and the sentence that names the nearest one; empty if none is near.
  static func suggestion(for word: String, of command: any ParsableCommand.Type) -> (option: String, hint: String) {
    let option = String(word.prefix { $0 != "=" })
    return (option, NearestName.of(option, among: all(of: command)).map { " Did you mean '\($0)'?" } ?? "")
  }
}
