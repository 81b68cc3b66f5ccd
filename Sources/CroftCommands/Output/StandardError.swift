import Glibc

/// Where a command says what isn't its result.
enum StandardError {
  static func warn(_ sentence: String) {
    var line = "croft: \(sentence)\n"
    // Nobody reads it where that fails.
    line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
