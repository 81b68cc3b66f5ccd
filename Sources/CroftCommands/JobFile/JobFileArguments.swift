import ArgumentParser

/// `croft submit nightly.toml --set day=monday`: what stands behind a job file is croft's, and what stands behind a
/// program is the program's, which is all that ArgumentParser knows.
enum JobFileArguments {
  static let fileExtension = ".toml"

  /// The arguments with a job file behind its options. Words that are no options stay behind the file, where
  /// ``SubmitCommand`` refuses them: before it, the first of them would be a program.
  ///
  /// - Parameter arguments: all of croft's own.
  static func fileLast(_ arguments: [String]) -> [String] {
    guard arguments.first == SubmitCommand.configuration.commandName, let place = place(in: arguments) else {
      return arguments
    }
    let file = arguments[place]
    let options = arguments[1..<place] + arguments[(place + 1)...]
    // What is wrong with the options is told when they are read for good.
    guard let command = try? SubmitCommand.parse(options + [file]) else { return arguments[..<1] + options + [file] }
    // Now it is said to be a command.
    guard !command.shell, command.python == nil else { return arguments }
    let words = command.words
    return arguments[..<1] + options.dropLast(words.count - 1) + [file] + words.dropLast()
  }

  /// Where the job file stands: where the command is expected. A name like it may also be the value of an option.
  private static func place(in arguments: [String]) -> Int? {
    for place in arguments.indices.dropFirst() {
      if arguments[place] == "--" { return nil }
      guard arguments[place].hasSuffix(fileExtension),
        let command = try? SubmitCommand.parse(Array(arguments[1...place]))
      else { continue }
      return command.jobFile == nil ? nil : place
    }
    return nil
  }
}
