import ArgumentParser

/// A job as people name it: by its number, its name, or the beginning of its name.
struct JobReference: ExpressibleByArgument, Equatable {
  let text: String

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    text = argument
  }

  /// nil: it is to be looked for by name.
  var number: Int? {
    // "+7" and "007" are names that somebody gave.
    guard let number = Int(text), number >= 0, String(number) == text else { return nil }
    return number
  }

  static var defaultCompletionKind: CompletionKind { Completions.jobs }
}

extension ArgumentHelp {
  static let job = ArgumentHelp("A job's number, its name, or the beginning of its name.", valueName: "job")
  static let jobs = ArgumentHelp("Jobs: their numbers, names, or beginnings of their names.", valueName: "job")
}
