import Croft
import CroftDriver
import Synchronization

/// A farm on threads of the test's own process.
enum LocalFarm {
  static func with<Result>(slots: Int = 2, _ body: (Farm) async throws -> Result) async throws -> Result {
    try await with(slots: slots, log: Lines(), body)
  }

  static func with<Result>(slots: Int = 2, log: Lines, _ body: (Farm) async throws -> Result) async throws -> Result {
    let farm = try Farm.connect(master: "local[\(slots)]", FarmConfiguration(name: "test")) { log.append($0) }
    defer { farm.close() }
    return try await body(farm)
  }

  /// Runs one job on a farm of its own.
  static func run<Value: Job>(_ job: Value, slots: Int = 2) async throws -> Value.Output {
    try await with(slots: slots) { try await $0.run(job) }
  }
}

/// The error that a body throws; nil if it throws none or another one.
func jobError(_ body: () async throws -> Void) async -> JobError? {
  do {
    try await body()
    return nil
  } catch {
    return error as? JobError
  }
}

/// What a farm logged.
final class Lines: Sendable {
  private let lines = Mutex<[String]>([])

  var all: [String] { lines.withLock { $0 } }

  func append(_ line: String) { lines.withLock { $0.append(line) } }
}
