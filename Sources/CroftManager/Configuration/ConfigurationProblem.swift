/// Where something of the configuration stands.
package struct ConfigurationPlace: Sendable, Equatable {
  /// A path, or `the command line`.
  let file: String
  /// From 1; nil where there are no lines.
  let line: Int?
}

/// Something that is wrong with the configuration. What it is about keeps its default, or its earlier value.
package struct ConfigurationProblem: Sendable, Equatable, CustomStringConvertible {
  package enum Severity: Sendable, Equatable {
    /// A mistake in a file: a manager doesn't start with it, and goes on with the rest when it reloads.
    case error
    /// What may be right at another time, such as an account that isn't known now: no reason not to start.
    case warning
  }

  package let severity: Severity
  /// The file, and the line if it is about one.
  let file: String?
  let line: Int?
  /// What was tried, why it failed, and what to do.
  let sentence: String

  init(_ sentence: String, at place: ConfigurationPlace?, severity: Severity = .error) {
    self.severity = severity
    file = place?.file
    line = place?.line
    self.sentence = sentence
  }

  init(_ sentence: String, in file: String) {
    severity = .error
    self.file = file
    line = nil
    self.sentence = sentence
  }

  /// Such as `/etc/croft/croftd.conf:12: [Manager] Coers= is no key; did you mean Cores=?`.
  package var description: String {
    let place = [file, line.map(String.init)].compactMap { $0 }.joined(separator: ":")
    return place.isEmpty ? sentence : "\(place): \(sentence)"
  }
}
