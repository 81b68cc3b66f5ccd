/// How a driver tells that it has come to its end and all is done: with an empty file in its scratch directory.
///
/// Only a parent learns how its process ended. The manager that sees a driver's end may not be the one that started it,
/// and there may be none at all; a driver that isn't known to have finished is run again.
package enum FinishedDriver {
  /// In the application's scratch directory.
  package static let fileName = "driver-finished"
}
