import ArgumentParser
import CroftLinux
import CroftProtocol

/// An option's value that is one of a few words: a slip of the fingers gets the word that was meant.
protocol SpelledWord: RawRepresentable, CaseIterable where RawValue == String {
  /// What the words are, with its article: "a state".
  static var noun: String { get }
}

extension SpelledWord {
  /// For an option's `transform`, which alone may say what is wrong.
  static func reading(_ text: String) throws -> Self {
    if let word = Self(rawValue: text) ?? allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) {
      return word
    }
    let words = allCases.map(\.rawValue)
    throw ValidationError(
      "'\(text.printable)' is not \(noun). \(SubcommandSpelling.suggestion(for: text, among: words))"
    )
  }
}
