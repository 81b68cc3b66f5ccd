import CroftTesting

/// Runs of `trialjobs` and of the examples.
enum Trial {
  /// Whatever the test's own environment says must not choose the farm, or what is drawn on a terminal; and a backtrace
  /// of a crash that a test asked for is time lost.
  static let environment: [String: String?] = ["CROFT_MASTER": nil, "SWIFT_BACKTRACE": "enable=no", "TERM": "xterm"]

  /// - Parameters:
  ///   - executors: how many, as `--executors` takes it.
  ///   - stateDirectory: where `--resume` keeps what it keeps.
  static func start(
    _ arguments: [String], on master: String, executors: String = "2", stateDirectory: String? = nil,
    program: String = ProgramFinder.path(of: "trialjobs"), output: ChildProcess.Output = .captured
  ) throws -> ChildProcess {
    var farm = ["--master", master]
    if !master.hasPrefix("local") { farm += ["--executors", executors, "--executor-cores", "1"] }
    return try ChildProcess.start(
      program, arguments + farm + ["--executor-memory", "64M"],
      environment: environment.merging(["XDG_STATE_HOME": stateDirectory]) { $1 }, output: output)
  }

  static func run(
    _ arguments: [String], on master: String, executors: String = "2", stateDirectory: String? = nil,
    program: String = ProgramFinder.path(of: "trialjobs")
  ) async throws -> ProgramResult {
    try await start(arguments, on: master, executors: executors, stateDirectory: stateDirectory, program: program)
      .result(timeoutSeconds: 50)
  }

  /// Runs on the manager if there is one, else on threads.
  static func run(_ arguments: [String], on place: Place) async throws -> ProgramResult {
    switch place {
    case .threads: try await run(arguments, on: "local[2]")
    case .daemon: try await PrivateManager.with(cores: 2) { try await run(arguments, on: $0.masterURL) }
    }
  }
}

/// The two ways to run the same program.
enum Place: CaseIterable {
  case threads, daemon
}

/// What `trialjobs sum` prints.
func expectedSums(count: Int = 1000, divisor: Int = 7) -> String {
  (0..<divisor).map { remainder in
    "\(remainder) \(stride(from: remainder, to: count, by: divisor).reduce(0, +))\n"
  }.joined()
}
