import Logging

extension Logger {
  /// For what a test checks by its effects.
  static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
