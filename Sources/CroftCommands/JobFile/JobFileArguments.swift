import ArgumentParser

/// `croft submit nightly.toml --set day=monday`: what stands behind a job file is croft's, and what stands behind a
/// program is the program's, which is all that ArgumentParser knows.
enum JobFileArguments {
  static let fileExtension = ".toml"

  /// The arguments with a job file behind its options.
  ///
  /// - Parameter arguments: all of croft's own.
  static func fileLast(_ arguments: [String]) -> [String] {
    guard arguments.first == SubmitCommand.configuration.commandName,
      let file = arguments.firstIndex(where: { $0.hasSuffix(fileExtension) || $0 == "--" }),
      arguments[file] != "--", isCommand(arguments[1...file])
    else { return arguments }
    return arguments[..<file] + arguments[(file + 1)...] + [arguments[file]]
  }

  /// Whether the last word is where the command is expected, and not the value of an option.
  private static func isCommand(_ words: ArraySlice<String>) -> Bool {
    (try? SubmitCommand.parse(Array(words)))?.words.count == 1
  }
}
