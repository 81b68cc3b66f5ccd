/// Why the manager ended an executor.
enum EndCause: String, Sendable, CaseIterable {
  case released
  case reclaimed
  /// No driver has a connection to it: the manager died while it handed it out, or the driver was started anew.
  case unreachable
  case applicationEnded
  case stopping
}
