import ArgumentParser
import CroftBatch
import CroftProtocol

/// What each task may use, and what becomes of one that fails.
struct TaskOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Cores for each task. (default: 1)", valueName: "count"))
  var cores: Int?

  @Option(
    help: ArgumentHelp(
      "Memory for each task: 512M, 2G. (default: its cores' share of the farm's)", valueName: "size"),
    transform: {
      try Self.parsed($0, "is no size from 1M to 1024T; write it like 512M or 2G") { MemorySize(ofTask: $0) }
    })
  var memory: MemorySize?

  @Option(help: ArgumentHelp("How many processes and threads each task may have.", valueName: "count"))
  var pids: Int?

  @Option(
    help: ArgumentHelp("Stop a task that runs longer: 90, 30s, 5min.", valueName: "time"),
    transform: { try Self.milliseconds($0) })
  var timeout: Int?

  @Option(
    help: ArgumentHelp(
      "How long a task that is stopped by SIGTERM may go on before SIGKILL. (default: 3s)", valueName: "time"),
    transform: { try Self.milliseconds($0) })
  var killAfter: Int?

  @Option(help: ArgumentHelp("How often a task that failed is tried again. (default: 3)", valueName: "count"))
  var retries: Int?

  @Option(
    help: ArgumentHelp(
      "How long to wait before a task is tried again; doubled each time. (default: 1s)", valueName: "time"),
    transform: { try Self.milliseconds($0) })
  var backoff: Int?

  @Option(
    help: ArgumentHelp(
      "How much more memory a task gets after it ran out of it, and up to how much: 1.5, 2:8G. (default: 2)",
      valueName: "factor"),
    transform: {
      try Self.parsed($0, "is no factor from 1 to 16, nor one with a limit such as 2:8G") { MemoryGrowth($0) }
    })
  var memoryGrowth: MemoryGrowth?

  @Option(
    help: ArgumentHelp(
      "Set a variable, or by its name alone pass on this shell's.", valueName: "name=value"))
  var env: [String] = []

  @Option(
    help: ArgumentHelp("Run the tasks in this directory. (default: this one)", valueName: "path"),
    completion: .directory)
  var chdir: String?

  @Option(
    help: ArgumentHelp(
      "The file that a task reads as its standard input; {} and the like in it are replaced.", valueName: "file"),
    completion: .file())
  var stdin: String?

  @Option(help: ArgumentHelp("Run the tasks at this niceness, up to 19.", valueName: "level"))
  var nice: Int?

  @Option(
    help: ArgumentHelp(
      "The file for a task's standard output, such as 'out/{#}.txt', of each its own; there when it has succeeded.",
      valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("The file for a task's standard error.", valueName: "file"), completion: .file())
  var error: String?

  private static func parsed<Value>(_ text: String, _ complaint: String, _ parse: (String) -> Value?) throws -> Value {
    guard let value = parse(text) else { throw ValidationError("'\(text)' \(complaint).") }
    return value
  }

  private static func milliseconds(_ text: String) throws -> Int {
    try parsed(text, "is no time; write it like 30s, 5min or 90") { TimeSpan.milliseconds($0) }
  }

  func validate() throws {
    try Self.check(cores, "--cores", 1...1 << 22)
    try Self.check(pids, "--pids", 1...1 << 22)
    // More often nobody waits for, and the delays between them double.
    try Self.check(retries, "--retries", 0...1000)
    try Self.check(nice, "--nice", -20...19)
  }

  /// Whether any of them is given.
  var isSet: Bool {
    ![cores, pids, timeout, killAfter, retries, backoff, nice].allSatisfy { $0 == nil } || memory != nil
      || memoryGrowth != nil || !env.isEmpty || ![chdir, stdin, output, error].allSatisfy { $0 == nil }
  }

  static func check(_ value: Int?, _ option: String, _ range: ClosedRange<Int>) throws {
    guard let value, !range.contains(value) else { return }
    throw ValidationError("\(option) \(value): it has to be from \(range.lowerBound) to \(range.upperBound).")
  }

  /// - Parameter environment: the submitter's, for variables that are passed on.
  /// - Throws: a `BatchError`.
  func settings(environment: [ByteString]) throws -> StepSettings {
    var settings = StepSettings()
    settings.cores = cores
    settings.memory = memory
    settings.pids = pids
    settings.timeoutMilliseconds = timeout
    settings.graceMilliseconds = killAfter
    settings.retries = retries
    settings.backoffMilliseconds = backoff
    settings.memoryGrowth = memoryGrowth
    settings.environment = try env.map { try EnvironmentSetting(ArgumentBytes.bytes($0), submitter: environment) }
    settings.directory = chdir.map(ArgumentBytes.bytes)
    settings.standardInput = stdin.map(ArgumentBytes.bytes)
    settings.niceness = nice
    settings.output = output.map(ArgumentBytes.bytes)
    settings.errorOutput = error.map(ArgumentBytes.bytes)
    return settings
  }
}
