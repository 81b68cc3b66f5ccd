import CroftProtocol

extension Farm {
  /// The number that the manager gave this application; nil where there is no manager.
  package var applicationNumber: Int? { loop.isLocal ? nil : loop.application.rawValue }

  /// The application's own directory, which is removed when it ends.
  package var scratchDirectory: String { scratch }
}
