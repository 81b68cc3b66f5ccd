/// Why an application is ended from outside.
package struct Termination: Codable, Sendable, Equatable {
  /// A sentence for people.
  package var reason: String

  package init(reason: String) { self.reason = reason }
}
