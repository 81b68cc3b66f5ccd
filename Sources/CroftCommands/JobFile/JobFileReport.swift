import CroftBatch

/// What `croft check --json` prints.
struct JobFileReport: Encodable {
  struct Problem: Encodable {
    let line: Int
    let column: Int
    let reason: String
    let suggestion: String?
  }

  struct Step: Encodable {
    let name: String
    let kind: String
    let words: [String]
    let inputs: String
    let after: [String]
    let onFailure: String
    let cleanUp: String?
  }

  let file: String
  let problems: [Problem]
  let name: String?
  let queue: String?
  let priority: Int?
  let parameters: [ParameterSetting]?
  let steps: [Step]?

  init(file: String, _ result: JobFileResult) {
    self.file = file
    problems = result.problems.map {
      Problem(line: $0.place.line, column: $0.place.column, reason: $0.reason, suggestion: $0.suggestion)
    }
    name = result.job?.name
    queue = result.job?.queue
    priority = result.job?.priority
    parameters = result.job?.parameters.map { ParameterSetting(name: $0.name, value: $0.value.text) }
    steps = result.job.map { job in job.steps.indices.map { Step(job, $0) } }
  }
}

extension JobFileReport.Step {
  fileprivate init(_ job: JobFile, _ number: Int) {
    let step = job.steps[number]
    let node = job.graph.steps[number]
    let (rule, cleanUp): (String, Int?) =
      switch node.onFailure {
      case .stop: ("stop", nil)
      case .skip: ("skip", nil)
      case .goOn: ("goOn", nil)
      case .run(let step): ("run", step)
      }
    let (kind, words): (String, [ByteString]) =
      switch step.command {
      case .program(let words): ("command", words)
      case .shell(let script): ("shell", [script])
      case .application(let words): ("program", words)
      }
    self.init(
      name: step.name, kind: kind, words: words.map(\.text), inputs: step.inputsSummary,
      after: node.after.map { job.graph.steps[$0].name }, onFailure: rule,
      cleanUp: cleanUp.map { job.graph.steps[$0].name })
  }
}
