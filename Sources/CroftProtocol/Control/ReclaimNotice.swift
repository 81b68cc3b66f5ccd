/// What the manager wants back from an application.
///
/// The application chooses the executors, lets their tasks end, and releases them. What it still owes at the deadline
/// the manager takes itself, the newest first.
package struct ReclaimNotice: Codable, Sendable, Equatable {
  /// How many executors, from now on: a later notice for executors of this size replaces this one. 0 withdraws it.
  package var count: Int
  /// The size of each.
  package var resources: Resources
  /// Milliseconds since 1970; ``noDeadline`` for a held application.
  package var deadline: Int
  /// A sentence for people.
  package var reason: String
  /// How many of them may take as long as their tasks do, whatever the deadline of the others: those that a held
  /// application owes besides. nil for none.
  package var withoutDeadline: Int?

  /// The last second of the year 9999: tasks may take as long as they do.
  package static let noDeadline = 253_402_300_799_000

  package init(count: Int, resources: Resources, deadline: Int, reason: String, withoutDeadline: Int? = nil) {
    self.withoutDeadline = withoutDeadline
    self.count = count
    self.resources = resources
    self.deadline = deadline
    self.reason = reason
  }
}
