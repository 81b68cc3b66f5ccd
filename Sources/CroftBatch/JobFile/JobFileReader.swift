package import CroftLinux
import CroftProtocol

/// What came of reading a job file.
package struct JobFileResult: Sendable {
  /// nil if there are problems.
  package let job: JobFile?
  /// In the order of their places.
  package let problems: [JobFileProblem]
}

/// Reads job files, and finds everything that is wrong with one at once.
package struct JobFileReader {
  static let keys = ["name", "queue", "priority", "parameters", "defaults", "step"]

  let file: String
  let findProgram: (_ name: String, _ directory: String?) -> ProgramHindrance?
  var problems: [JobFileProblem] = []
  var parameters: [JobParameter] = []

  /// - Parameters:
  ///   - text: the file's contents.
  ///   - file: what problems call it.
  ///   - values: what parameters are set to, in place of their defaults (`--set day=monday`).
  ///   - findProgram: looks for a program, as seen from a directory; tells why there is none to run.
  package static func read(
    _ text: [UInt8], file: String, values: [(name: String, text: String)] = [],
    findProgram: (_ name: String, _ directory: String?) -> ProgramHindrance?
  ) -> JobFileResult {
    withoutActuallyEscaping(findProgram) { findProgram in
      var reader = JobFileReader(file: file, findProgram: findProgram)
      let job: JobFile?
      do throws(TOMLError) {
        job = reader.job(try TOMLParser.parse(text), values)
      } catch {
        reader.complain(error.problem, at: error.place)
        job = nil
      }
      let problems = reader.problems.enumerated().sorted {
        ($0.element.place, $0.offset) < ($1.element.place, $1.offset)
      }
      return JobFileResult(job: problems.isEmpty ? job : nil, problems: problems.map(\.element))
    }
  }

  /// Somebody who has made so many mistakes mends some of them first.
  private static let largestProblemCount = 100

  mutating func complain(_ reason: String, at place: TextPlace, _ suggestion: String? = nil) {
    guard problems.count < Self.largestProblemCount else { return }
    problems.append(JobFileProblem(file: file, place: place, reason: reason, suggestion: suggestion))
  }

  private mutating func job(_ table: TOMLTable, _ values: [(name: String, text: String)]) -> JobFile? {
    let section = JobFileSection(title: "a job file", table: table, place: TextPlace(line: 1, column: 1))
    refuseUnknownKeys(in: section, known: Self.keys)
    readParameters(table["parameters"])
    setParameters(values, in: table["parameters"])
    let name = string("name", in: section)
    let queue = string("queue", in: section)
    let priority = integer("priority", in: section, -1000...1000)
    let defaults = subsection("defaults", in: section).map { defaults in
      refuseUnknownKeys(in: defaults, known: Self.settingKeys)
      return settings(in: defaults)
    }
    let drafts = readSteps(in: section, defaults: defaults ?? StepSettings())
    guard let graph = graph(of: drafts), problems.isEmpty else { return nil }
    return JobFile(
      name: name, queue: queue, priority: priority, parameters: parameters, steps: drafts.compactMap(\.step),
      graph: graph)
  }

  private mutating func readParameters(_ entry: TOMLTable.Entry?) {
    guard let entry else { return }
    guard case .table(let table) = entry.value.content, table.entries.count <= BatchLimits.parameters else {
      let limit = "write [parameters], and a line for each, \(BatchLimits.parameters) at most"
      return complain("'parameters' is \(entry.value.kind)", at: entry.value.place, limit)
    }
    for member in table.entries {
      guard ColumnNames.isUsable(member.key.filter { $0 != "-" }) else {
        complain(
          "'\(member.key.onOneLine)' can't name a parameter", at: member.keyPlace, "use letters, digits, - and _")
        continue
      }
      guard let value = Self.parameterValue(member.value) else {
        complain("the parameter '\(member.key)' is \(member.value.kind)", at: member.value.place, "give it one value")
        continue
      }
      parameters.append(JobParameter(name: member.key, value: value))
    }
  }

  private mutating func setParameters(_ values: [(name: String, text: String)], in entry: TOMLTable.Entry?) {
    let top = entry?.keyPlace ?? TextPlace(line: 1, column: 1)
    for (name, text) in values {
      guard let index = parameters.firstIndex(where: { $0.name == name }) else {
        let hint = hint(for: name, among: parameters.map(\.name)) ?? "[parameters] has to give it a default"
        complain("there is no parameter '\(name.onOneLine)' to set", at: top, hint)
        continue
      }
      guard let value = parameters[index].value.replaced(by: text) else {
        let expected = "it has to be \(parameters[index].value.kind)"
        complain("the parameter '\(name)' can't be set to '\(text.onOneLine)'", at: top, expected)
        continue
      }
      parameters[index] = JobParameter(name: name, value: value)
    }
  }

  private static func parameterValue(_ value: TOMLValue) -> JobParameter.Value? {
    switch value.content {
    case .string(let text), .time(let text, _): .string(text)
    case .integer(let number): .integer(number)
    case .float(let number): .float(number)
    case .boolean(let flag): .boolean(flag)
    case .array, .table: nil
    }
  }

  /// nil also when nobody would read it.
  func hint(for name: String, among names: [String]) -> String? {
    guard problems.count < Self.largestProblemCount else { return nil }
    return NearestName.of(name, among: names).map { "did you mean '\($0)'?" }
  }
}
