import CroftProtocol

/// What a driver that the manager runs finds in its environment: the submitter's variables, and which application it
/// is to go on with, instead of registering a new one.
enum DriverEnvironment {
  /// - Parameters:
  ///   - socket: The manager's, which becomes the driver's master.
  ///   - resume: Under which name the driver keeps what it achieves, so that a later run can go on with it.
  static func variables(
    submitted: [String], application: ApplicationID, secret: String, socket: String, resume: String
  ) -> [String] {
    EnvironmentVariables.replacing(
      submitted,
      [
        ("CROFT_MASTER", "unix:\(socket)"), ("CROFT_APPLICATION", "\(application)"),
        ("CROFT_APPLICATION_SECRET", secret), ("CROFT_RESUME", resume),
        // A driver that was submitted by an executor is none itself.
        ("CROFT_ROLE", nil),
      ])
  }
}
