/// The environments of a step's tasks: the submitter's, and what differs from task to task.
///
/// Of several variables with one name the last of these counts: the submitter's environment at the time of submission,
/// a table's columns, what `--env` sets, and Croft's own, which nobody can set: `CROFT_JOB`, `CROFT_STEP`,
/// `CROFT_TASK`, `CROFT_TASKS`, `CROFT_ATTEMPT`, `CROFT_SLOT`, `CROFT_ARRAY_INDEX` (of an array), `CROFT_INPUT` (all
/// inputs with blanks between them, as `{}`), `CROFT_LOGICAL_TIME`. One that has no meaning for a task isn't there,
/// even if the submitter has it: a job may be submitted from within another's task.
package struct TaskEnvironment: Sendable, Equatable, Codable {
  /// Neither columns nor Croft's own are among them.
  private let common: [ByteString]
  private let settings: [EnvironmentSetting]
  private let columns: InputColumns

  private static let equals = UInt8(ascii: "=")
  private static let own: Set<ByteString> = [
    "CROFT_JOB", "CROFT_STEP", "CROFT_TASK", "CROFT_TASKS", "CROFT_ATTEMPT", "CROFT_SLOT", "CROFT_ARRAY_INDEX",
    "CROFT_INPUT", "CROFT_LOGICAL_TIME",
  ]

  /// - Parameter submitter: `NAME=value` each; what is no such pair is left out.
  package init(submitter: [ByteString], settings: [EnvironmentSetting], columns: InputColumns) {
    self.columns = columns
    var places: [ByteString: Int] = [:]
    var kept: [EnvironmentSetting] = []
    for setting in settings where !Self.own.contains(setting.name) {
      if let place = places[setting.name] {
        kept[place] = setting
      } else {
        places[setting.name] = kept.count
        kept.append(setting)
      }
    }
    self.settings = kept
    let names = columns.names.compactMap { $0.map { ByteString($0) } }
    var hidden = Self.own.union(kept.map(\.name)).union(names)
    common = submitter.filter { variable in
      guard variable.bytes.contains(Self.equals) else { return false }
      // The first of two counts, as for getenv(3); so the others go.
      return hidden.insert(Self.name(of: variable)).inserted
    }
  }

  /// The environment of one attempt, as `NAME=value` each. Takes the time to copy it.
  ///
  /// - Parameter inputs: one for each column.
  package func variables(for facts: AttemptFacts, inputs: [ByteString]) -> [ByteString] {
    var variables = common
    let overridden = Set(settings.map(\.name))
    for (name, value) in zip(columns.names, inputs) {
      guard let name, !overridden.contains(ByteString(name)) else { continue }
      variables.append(Self.pair(name, value.bytes))
    }
    variables += settings.map(\.variable)
    variables += Self.own(facts, inputs: inputs, isArray: columns.isArray)
    return variables
  }

  private static func own(_ facts: AttemptFacts, inputs: [ByteString], isArray: Bool) -> [ByteString] {
    var variables = [
      pair("CROFT_JOB", facts.job.utf8), pair("CROFT_TASK", String(facts.taskNumber).utf8),
      pair("CROFT_TASKS", String(facts.taskCount).utf8), pair("CROFT_ATTEMPT", String(facts.attempt).utf8),
      pair("CROFT_SLOT", String(facts.slotNumber).utf8),
    ]
    if let step = facts.step { variables.append(pair("CROFT_STEP", step.utf8)) }
    if let time = facts.logicalTime { variables.append(pair("CROFT_LOGICAL_TIME", time.utf8)) }
    if !inputs.isEmpty {
      variables.append(pair("CROFT_INPUT", inputs.map(\.bytes).joined(separator: [UInt8(ascii: " ")])))
    }
    if isArray, let index = inputs.first { variables.append(pair("CROFT_ARRAY_INDEX", index.bytes)) }
    return variables
  }

  private static func pair(_ name: String, _ value: some Sequence<UInt8>) -> ByteString {
    ByteString(Array(name.utf8) + [equals] + Array(value))
  }

  private static func name(of variable: ByteString) -> ByteString {
    ByteString(variable.bytes.prefix { $0 != equals })
  }
}
