/// Where an application shows how far its jobs are.
package enum ProgressOutput: Sendable {
  case none
  /// A line of text now and then, for a journal or a file.
  case lines(write: @Sendable (String) -> Void)
  /// A bar that is drawn again and again in place.
  ///
  /// - columns: how wide the terminal is, asked anew each time because it may change.
  case terminal(write: @Sendable (String) -> Void, columns: @Sendable () -> Int)
}
