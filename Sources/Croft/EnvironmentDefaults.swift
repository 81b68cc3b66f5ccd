import CroftDriver
import CroftLinux
import Glibc

/// What the environment says where nothing else does, and what of it is for this program alone.
struct EnvironmentDefaults {
  private static let resumeVariable = "CROFT_RESUME"

  /// Variables by name.
  private let variables: [String: String]

  init(_ variables: [String: String] = Environment.dictionary) {
    self.variables = variables.filter { !$0.value.isEmpty }
  }

  /// A name for the application.
  var name: String? { variables["CROFT_NAME"] }

  /// Fills in what the program left open.
  func complete(_ configuration: FarmConfiguration) -> FarmConfiguration {
    var configuration = configuration
    configuration.queue = configuration.queue ?? variables["CROFT_QUEUE"]
    configuration.resumeID = configuration.resumeID ?? variables[Self.resumeVariable]
    return configuration
  }

  /// The application that the manager at the socket runs this program for. Another manager has no business with its
  /// secret.
  func detachedApplication(at socketPath: String) -> DetachedApplication? {
    guard let detached = DetachedApplication(in: variables), detached.socketPath == socketPath else { return nil }
    return detached
  }

  /// Makes sure that programs that this one starts, and a second farm of its own, don't take themselves for this
  /// application's driver, nor for its next run.
  static func forgetOwnApplication() {
    for name in [DetachedApplication.variable, DetachedApplication.secretVariable, resumeVariable] { unsetenv(name) }
  }

  /// What executors see of variables, `NAME=value` each: not the secret, which is the driver's alone.
  static func forExecutors(_ variables: [String] = Environment.all) -> [String] {
    variables.filter { !$0.hasPrefix("\(DetachedApplication.secretVariable)=") }
  }
}
