import CroftBatch
import CroftProtocol
import CroftSubmission

/// What a job of commands was told to do, from its user's store: nobody else has it.
struct SubmissionDetails: Codable, Equatable {
  /// Milliseconds since 1970.
  var submittedAt: Int
  var directory: String
  var steps: [Step]

  struct Step: Codable, Equatable {
    /// nil for a plain command.
    var name: String?
    /// command, shell or program, as a job file has it.
    var kind: String
    /// With replacement strings. Bytes that are no UTF-8 are shown as U+FFFD.
    var words: [String]
    /// What was set, by the names of the options of croft submit.
    var settings: [String: String]
  }

  init(_ stored: StoredSubmission) {
    submittedAt = stored.submittedAt
    directory = stored.submission.directory.text
    steps = stored.submission.steps.map { step in
      let (kind, words): (String, [ByteString]) =
        switch step.command {
        case .program(let words): ("command", words)
        case .shell(let line): ("shell", [line])
        case .application(let words): ("program", words)
        }
      return Step(name: step.name, kind: kind, words: words.map(\.text), settings: Self.words(step.settings))
    }
  }

  /// Of the job with that number on the manager at a socket; nil where this user's store has none.
  init?(ofNumber number: Int, socketPath: String) {
    guard let store = try? SubmissionStore(), let key = store.key(ofNumber: number, socketPath: socketPath),
      let stored = try? store.submission(key)
    else { return nil }
    self.init(stored)
  }

  private static func words(_ settings: StepSettings) -> [String: String] {
    let all: [(String, String?)] = [
      ("cores", settings.cores.map(String.init)), ("memory", settings.memory.map { "\($0.bytes)" }),
      ("pids", settings.pids.map(String.init)), ("timeout", settings.timeoutMilliseconds.map { "\($0)ms" }),
      ("retries", settings.retries.map(String.init)), ("backoff", settings.backoffMilliseconds.map { "\($0)ms" }),
      ("chdir", settings.directory?.text), ("stdin", settings.standardInput?.text),
      ("nice", settings.niceness.map(String.init)), ("max-running", settings.maxRunning.map(String.init)),
      ("max-failures", settings.maxFailures.map(String.init)), ("output", settings.output?.text),
      ("error", settings.errorOutput?.text),
    ]
    return Dictionary(uniqueKeysWithValues: all.compactMap { name, value in value.map { (name, $0) } })
  }
}
