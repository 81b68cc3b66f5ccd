/// How a driver tells that it has come to its end and all is done: with a file in its scratch directory that has its
/// exit status in it.
///
/// Only a parent learns how its process ended. The manager that sees a driver's end may not be the one that started it,
/// and there may be none at all; a driver that isn't known to have finished is run again. One whose
/// file has something else in it has finished, nobody knows how.
package enum FinishedDriver {
  /// In the application's scratch directory.
  package static let fileName = "driver-finished"
  /// The longest text has a status of three digits and its line's end.
  package static let maximumBytes = 4

  /// What the file has in it.
  ///
  /// - Parameter status: From 0 to 255.
  package static func text(status: Int) -> String { "\(status)\n" }

  /// - Returns: The status; nil for what no driver has written, or not to its end.
  package static func status(of text: String) -> Int? {
    guard text.last == "\n", text.first?.isNumber == true, let status = Int(text.dropLast()), (0...255).contains(status)
    else { return nil }
    return status
  }
}
