import ArgumentParser
import CroftDriver
import CroftLinux
import CroftProtocol
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

  /// How large an application's executors are where its options don't say.
  ///
  /// - Throws: `ValidationError` for a value that is no number, or no size.
  var executorCores: Int? {
    get throws {
      guard let text = variables["CROFT_CORES"] else { return nil }
      guard let cores = Int(text), cores > 0 else {
        throw ValidationError("CROFT_CORES is '\(text)', and has to be a number of cores; unset it, or correct it")
      }
      return cores
    }
  }

  /// As ``executorCores``, in bytes.
  var executorMemoryBytes: Int? {
    get throws {
      guard let text = variables["CROFT_MEMORY"] else { return nil }
      guard let size = MemorySize(text) else {
        throw ValidationError("CROFT_MEMORY is '\(text)', and has to be a size such as 512M; unset it, or correct it")
      }
      return size.bytes
    }
  }

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
