import Croft
import CroftTesting

/// Where a case is measured: a directory for its files, and a manager.
struct Workbench {
  /// Empty at first, and removed in the end.
  let directory: String
  let manager: PrivateManager

  static func with<Result>(cores: Int, _ body: (Workbench) async throws -> Result) async throws -> Result {
    try await TemporaryDirectory.with { directory in
      try await PrivateManager.with(cores: cores) { manager in
        try await body(Workbench(directory: directory, manager: manager))
      }
    }
  }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// A farm of so many executors of one core each, closed when `body` is done.
  ///
  /// - Parameter name: what the application is called.
  func withFarm<Result>(
    _ name: String, executors: Int = 2, executorMemoryBytes: Int = FarmConfiguration.defaultExecutorMemoryBytes,
    _ body: (Farm) async throws -> Result
  ) async throws -> Result {
    let configuration = FarmConfiguration(
      name: name, executors: executors, executorCores: 1, executorMemoryBytes: executorMemoryBytes)
    let farm = try Farm.connect(master: manager.masterURL, configuration)
    defer { farm.close() }
    return try await body(farm)
  }
}
