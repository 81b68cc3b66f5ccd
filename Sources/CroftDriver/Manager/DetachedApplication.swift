package import CroftProtocol

/// The application that a manager runs this process for, as its environment tells: the process resumes it instead of
/// registering a new one.
package struct DetachedApplication: Equatable, Sendable {
  /// Which application.
  package static let variable = "CROFT_APPLICATION"
  /// What proves to the manager that this is its driver.
  package static let secretVariable = "CROFT_APPLICATION_SECRET"

  package let id: ApplicationID
  package let secret: String
  package let socketPath: String

  /// - Parameter environment: variables by name.
  /// - Returns: nil unless all that tells is there and makes sense; executors have the number, but no secret.
  package init?(in environment: [String: String]) {
    guard let id = environment[Self.variable].flatMap({ Int($0) }),
      let secret = environment[Self.secretVariable], !secret.isEmpty,
      let master = environment[ManagerDiscovery.variable],
      case .manager(let socketPath)? = try? MasterURL(parsing: master)
    else { return nil }
    self.id = ApplicationID(id)
    self.secret = secret
    self.socketPath = socketPath
  }
}
