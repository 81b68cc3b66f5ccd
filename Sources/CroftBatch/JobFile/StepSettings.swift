package import CroftProtocol

/// What a step's tasks may use, and what becomes of those that fail. nil is the command line's default.
package struct StepSettings: Sendable, Equatable, Codable {
  package var cores: Int?
  package var memory: MemorySize?
  package var pids: Int?
  package var timeoutMilliseconds: Int?
  /// How long a task that is stopped may go on before it is killed.
  package var graceMilliseconds: Int?
  /// How often a task is tried again.
  package var retries: Int?
  /// How long before it is tried again for the first time.
  package var backoffMilliseconds: Int?
  package var memoryGrowth: MemoryGrowth?
  package var environment: [EnvironmentSetting] = []
  package var directory: ByteString?
  /// With replacement strings.
  package var standardInput: ByteString?
  package var niceness: Int?
  package var maxRunning: Int?
  /// The step ends when more tasks than these have failed for good.
  package var maxFailures: Int?
  /// The file for a task's standard output, with replacement strings.
  package var output: ByteString?
  /// The same for its standard error.
  package var errorOutput: ByteString?

  package init() {}

  /// These, and from others what these don't say. Variables of both are set, with these last.
  func over(_ defaults: StepSettings) -> StepSettings {
    var merged = self
    merged.cores = cores ?? defaults.cores
    merged.memory = memory ?? defaults.memory
    merged.pids = pids ?? defaults.pids
    merged.timeoutMilliseconds = timeoutMilliseconds ?? defaults.timeoutMilliseconds
    merged.graceMilliseconds = graceMilliseconds ?? defaults.graceMilliseconds
    merged.retries = retries ?? defaults.retries
    merged.backoffMilliseconds = backoffMilliseconds ?? defaults.backoffMilliseconds
    merged.memoryGrowth = memoryGrowth ?? defaults.memoryGrowth
    merged.environment = defaults.environment + environment
    merged.directory = directory ?? defaults.directory
    merged.standardInput = standardInput ?? defaults.standardInput
    merged.niceness = niceness ?? defaults.niceness
    merged.maxRunning = maxRunning ?? defaults.maxRunning
    merged.maxFailures = maxFailures ?? defaults.maxFailures
    merged.output = output ?? defaults.output
    merged.errorOutput = errorOutput ?? defaults.errorOutput
    return merged
  }
}

/// How much more memory a task gets when it has run out of it: `2:8G` is twice as much each time, up to 8 GiB.
package struct MemoryGrowth: Sendable, Equatable, Codable {
  package let factor: Double
  /// nil: what the machine has.
  package let limit: MemorySize?

  /// nil for what is neither a factor (`1.5`) nor a factor with a limit (`2:8G`).
  package init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    // At a factor below 1 a task would starve; above 16 the second try has all that there is.
    guard let factor = decimal(parts[0]), (1...16).contains(factor) else { return nil }
    self.factor = factor
    guard parts.count == 2 else {
      limit = nil
      return
    }
    guard let limit = MemorySize(ofTask: String(parts[1])) else { return nil }
    self.limit = limit
  }
}

extension MemorySize {
  /// nil for what is no size, and for one that no task can have.
  package init?(ofTask text: String) {
    guard let size = MemorySize(text), BatchLimits.taskMemoryBytes.contains(size.bytes) else { return nil }
    self = size
  }
}
