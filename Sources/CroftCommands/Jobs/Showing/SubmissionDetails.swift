import CroftBatch
import CroftProtocol
import CroftSubmission

/// What a job of commands was told to do, from its user's store: nobody else has it.
struct SubmissionDetails: Codable, Equatable {
  /// Milliseconds since 1970.
  var submittedAt: Int
  var directory: String
  /// Of two jobs the higher one is served first.
  var priority: Int
  /// The numbers of the jobs that had to end well before.
  var after: [Int]
  var steps: [Step]

  struct Step: Codable, Equatable {
    /// nil for a plain command.
    var name: String?
    /// command, shell or program, as a job file has it.
    var kind: String
    /// With replacement strings. Bytes that are no UTF-8 are shown as U+FFFD.
    var words: [String]
    /// How many tasks its inputs make; nil where they are read when it starts.
    var tasks: Int?
    /// What it reads then, in words.
    var inputs: String?
    /// The names of the steps that it waits for.
    var after: [String]
    /// What happens when it fails: stop, skip, goOn or run, as croft check has it.
    var onFailure: String
    /// The step that runs then.
    var cleanUp: String?
    /// What was set, by the names of the options of croft submit.
    var settings: [String: String]
    /// Variables that were set, as NAME=value.
    var environment: [String]
  }

  init(_ stored: StoredSubmission) {
    let submission = stored.submission
    submittedAt = stored.submittedAt
    directory = submission.directory.text
    priority = submission.priority
    after = submission.after
    steps = submission.steps.indices.map { Step(submission, $0) }
  }

  /// Of the job with that number on the manager at a socket; nil where this user's store has none.
  init?(ofNumber number: Int, socketPath: String) {
    guard let store = try? SubmissionStore(), let key = store.key(ofNumber: number, socketPath: socketPath),
      let stored = try? store.submission(key)
    else { return nil }
    self.init(stored)
  }
}

extension SubmissionDetails.Step {
  init(_ submission: Submission, _ number: Int) {
    let step = submission.steps[number]
    let node = submission.graph.steps[number]
    name = step.name
    switch step.command {
    case .program(let words): (kind, self.words) = ("command", words.map(\.text))
    case .shell(let line): (kind, words) = ("shell", [line.text])
    case .application(let words): (kind, self.words) = ("program", words.map(\.text))
    }
    switch step.inputs {
    case .read(let inputs): tasks = inputs.count
    case .unread(let product): inputs = InputSpecification.summary(ofProduct: product)
    }
    after = node.after.map { submission.graph.steps[$0].name }
    switch node.onFailure {
    case .stop: onFailure = "stop"
    case .skip: onFailure = "skip"
    case .goOn: onFailure = "goOn"
    case .run(let other): (onFailure, cleanUp) = ("run", submission.graph.steps[other].name)
    }
    settings = Self.words(step.settings)
    environment = step.settings.environment.map { "\($0.name.text)=\($0.value.text)" }
  }

  private static func words(_ settings: StepSettings) -> [String: String] {
    let all: [(String, String?)] = [
      ("cores", settings.cores.map(String.init)), ("memory", settings.memory.map { "\($0.bytes)" }),
      ("pids", settings.pids.map(String.init)), ("timeout", settings.timeoutMilliseconds.map { "\($0)ms" }),
      ("kill-after", settings.graceMilliseconds.map { "\($0)ms" }),
      ("retries", settings.retries.map(String.init)), ("backoff", settings.backoffMilliseconds.map { "\($0)ms" }),
      ("memory-growth", settings.memoryGrowth.map(words)),
      ("chdir", settings.directory?.text), ("stdin", settings.standardInput?.text),
      ("nice", settings.niceness.map(String.init)), ("max-running", settings.maxRunning.map(String.init)),
      ("max-failures", settings.maxFailures.map(String.init)), ("output", settings.output?.text),
      ("error", settings.errorOutput?.text),
    ]
    return Dictionary(uniqueKeysWithValues: all.compactMap { name, value in value.map { (name, $0) } })
  }

  /// As the option takes it: `2:8589934592`.
  private static func words(_ growth: MemoryGrowth) -> String {
    let factor = Int(exactly: growth.factor).map { "\($0)" } ?? "\(growth.factor)"
    return growth.limit.map { "\(factor):\($0.bytes)" } ?? factor
  }
}
