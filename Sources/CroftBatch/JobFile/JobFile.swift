/// A job of several steps, as a file describes it, with its parameters put in.
///
/// ```toml
/// name = "nightly"
///
/// [parameters]
/// day = "yesterday"
///
/// [defaults]
/// retries = 2
///
/// [step.fetch]
/// command = ["fetch", "--day", "${day}", "--out", "raw/"]
/// timeout = "30min"
///
/// [step.convert]
/// command = "gzip -dc {} | convert > out/{/.}.csv"
/// inputs = "raw/*.gz"
/// after = ["fetch"]
/// memory = "2G"
/// on-failure = { run = "tidy" }
///
/// [step.tidy]
/// command = ["rm", "-r", "raw"]
/// ```
package struct JobFile: Sendable, Equatable {
  package var name: String?
  package var queue: String?
  package var priority: Int?
  /// In the order of the file, with the values that they have in this job.
  package var parameters: [JobParameter] = []
  /// In the order of the file, and of ``graph``.
  package var steps: [JobStep] = []
  package var graph: StepGraph
}

/// A step of a job.
package struct JobStep: Sendable, Equatable, Codable {
  /// What a step runs.
  package enum Command: Sendable, Equatable, Codable {
    /// `command = ["program", "argument"]`: a program and its arguments, with replacement strings.
    case program([ByteString])
    /// `command = "…"`: a line for the shell, with replacement strings.
    case shell(ByteString)
    /// `program = "…"` and `arguments`: an application of Croft's own, which makes its own tasks.
    case application([ByteString])
  }

  package var name: String
  package var command: Command
  /// Factors of a product, each of linked sources; none for one task.
  package var inputs: [[InputSpecification]]
  package var settings: StepSettings

  package init(name: String, command: Command, inputs: [[InputSpecification]], settings: StepSettings) {
    self.name = name
    self.command = command
    self.inputs = inputs
    self.settings = settings
  }

  /// How many tasks it has; nil where that depends on files.
  var knownTaskCount: Int? {
    var count = 1
    for linked in inputs {
      guard let members = linked.lazy.compactMap(\.knownCount).first else { return nil }
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: members)
      count = isTooLarge ? .max : product
    }
    return count
  }

  /// The command for every task, once the inputs are read.
  ///
  /// - Throws: a ``BatchError`` for a replacement string that has no meaning.
  package func template(for columns: InputColumns) throws(BatchError) -> CommandTemplate {
    switch command {
    case .program(let words): try CommandTemplate(program: words, columns: columns)
    case .shell(let script): try CommandTemplate(shell: script, columns: columns)
    case .application(let words):
      try CommandTemplate(program: words, columns: InputColumns(names: [], isArray: false))
    }
  }
}

/// A value that stands for `${name}` in a job file.
package struct JobParameter: Sendable, Equatable {
  package let name: String
  package let value: Value

  package enum Value: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case float(Double)
    case boolean(Bool)

    package var text: String {
      switch self {
      case .string(let text): text
      case .integer(let number): "\(number)"
      case .float(let number): "\(number)"
      case .boolean(let flag): "\(flag)"
      }
    }

    /// Another value of the same kind; nil if the text isn't one.
    func replaced(by text: String) -> Value? {
      switch self {
      case .string: .string(text)
      case .integer: Int64(text).map { .integer($0) }
      case .float: Double(text).map { .float($0) }
      case .boolean: Bool(text).map { .boolean($0) }
      }
    }

    var kind: String {
      switch self {
      case .string: "a string"
      case .integer: "an integer"
      case .float: "a number"
      case .boolean: "true or false"
      }
    }
  }
}
