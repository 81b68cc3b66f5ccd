import CroftTesting
import Glibc

/// A job in the middle of its work: as many tasks as there are executors have begun, and wait at a gate.
struct GatedJob {
  /// The stage that waits.
  enum Stage: String, CaseIterable {
    case map, reduce
  }

  let driver: ChildProcess
  let gate: Gate
  /// The process of each task that waits.
  let executors: [Int]

  /// Starts `trialjobs sum` and waits until it is stuck.
  static func with<Result>(
    _ stage: Stage = .map, on manager: PrivateManager, executors: Int = 2, tasks: Int? = nil,
    program: String = ProgramFinder.path(of: "trialjobs"),
    _ body: (GatedJob) async throws -> Result
  ) async throws -> Result {
    try await TemporaryDirectory.with { directory in
      let gate = try Gate(in: directory)
      let arguments = ["sum", "--partitions", "7", "--\(stage.rawValue)-gate", directory]
      let driver = try Trial.start(arguments, on: manager.masterURL, executors: "\(executors)", program: program)
      defer { try? driver.signal(SIGKILL) }
      let lines = try await gate.waitForTasks(tasks ?? executors)
      return try await body(GatedJob(driver: driver, gate: gate, executors: lines.compactMap { Int($0) }))
    }
  }

  /// Lets all tasks run, and waits for the program.
  func finish() async throws -> ProgramResult {
    let opened = try gate.open()
    let result = try await driver.result(timeoutSeconds: 50)
    return withExtendedLifetime(opened) { result }
  }
}
