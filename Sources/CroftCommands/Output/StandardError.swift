import CroftLinux
import Glibc

/// Where a command says what isn't its result.
///
/// Much of what it says holds words of other users, who must not be able to draw on this one's terminal. Texts that are
/// one line are made printable where they are put together; here at the latest everything is.
enum StandardError {
  static func warn(_ sentence: String) { say("croft: \(sentence)") }

  /// Writes lines, made printable.
  static func say(_ text: String) {
    var line = text.printableLines + "\n"
    // Nobody reads it where that fails.
    line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

extension String {
  /// Each of its lines made printable.
  fileprivate var printableLines: String {
    // Not by Character: a carriage return and a line feed are one.
    unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
      .joined(separator: "\n")
  }
}
