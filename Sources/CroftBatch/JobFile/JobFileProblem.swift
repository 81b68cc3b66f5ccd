/// Something that is wrong with a job file.
package struct JobFileProblem: Error, Sendable, Equatable, CustomStringConvertible {
  package let file: String
  package let place: TextPlace
  /// What is wrong.
  package let reason: String
  /// What to do.
  package let suggestion: String?

  /// Such as `nightly.toml:12:1: [step.load] has no key 'coers'; did you mean 'cores'?`.
  package var description: String {
    "\(file):\(place.line):\(place.column): \(reason)" + (suggestion.map { "; \($0)" } ?? "")
  }
}
