import Glibc

/// Where a command says what isn't its result.
enum StandardError {
  static func warn(_ sentence: String) { say("croft: \(sentence)") }

  /// Writes a line as it is.
  static func say(_ text: String) {
    var line = text + "\n"
    // Nobody reads it where that fails.
    line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
