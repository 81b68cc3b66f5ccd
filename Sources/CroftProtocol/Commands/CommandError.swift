/// Why a command could not be run, where trying again would not help: there is no such program, or no such directory.
package struct CommandError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was tried, on what, why it failed, and what to do.
  package let description: String

  package init(_ description: String) { self.description = description }
}
