import CroftBatch
import CroftProtocol

struct JobDetailsReport: Report {
  let payload: JobDetails

  var table: Table {
    let job = payload.job
    var table = Table(columns: [.init(heading: ""), .init(heading: "")])
    table.rows = [
      [.text("Job"), .number(job.id)],
      [.text("Name"), .text(job.name)],
      [.text("State"), job.state.cell],
      [.text("User"), .user(id: job.userID)],
      [.text("Queue"), .text(job.queue)],
      [.text("Driver"), .text(Self.driver(of: payload))],
      [.text("Started"), .moment(unixMilliseconds: job.startedAt)],
    ]
    if let endedAt = job.endedAt {
      table.rows.append([.text("Ended"), .moment(unixMilliseconds: endedAt)])
      table.rows.append([.text("Time"), .duration(from: job.startedAt, to: endedAt)])
    }
    if let end = job.end { table.rows.append([.text("How"), .text(end)]) }
    if let status = job.exitStatus { table.rows.append([.text("Exit status"), .number(status)]) }
    if let tasks = job.tasks { table.rows.append([.text("Tasks"), .text(Self.words(tasks))]) }
    if let submission = payload.submission {
      table.rows += commandRows(submission)
      if payload.running == nil { table.rows.append([.text("Directory"), .text(submission.directory)]) }
    }
    if let running = payload.running {
      table.rows.append([.text("Directory"), .text(running.directory)])
      table.rows.append([.text("Executors"), .text(Self.executors(of: running))])
    }
    table.rows += [
      [.text("CPU time"), .duration(ifKnown: job.usage.cpuMicroseconds)],
      [.text("Peak memory"), .bytes(ifKnown: job.usage.memoryPeakBytes)],
      [.text("Output"), .text("croft logs \(job.id)")],
    ]
    return table
  }

  /// Each step's command as a shell would take it, and what was set for it.
  private func commandRows(_ submission: SubmissionDetails) -> [[TableValue]] {
    let jobs: [[TableValue]] =
      submission.after.isEmpty
      ? [] : [[.text("After"), .text(submission.after.map(String.init).joined(separator: ", "))]]
    return jobs
      + submission.steps.flatMap { step -> [[TableValue]] in
        let heading = step.name.map { "Step \($0)" } ?? "Command"
        let command = step.words.map(Self.word).joined(separator: " ")
        let settings =
          step.settings.sorted { $0.key < $1.key }.map { "--\($0.key) \($0.value)" }
          + step.environment.map { "--env \(Self.word($0))" }
        let line: TableValue = .text(step.kind == "shell" ? step.words.joined() : command)
        return [[.text(heading), line]] + Self.placeRows(step) + settings.map { [.text("Setting"), .text($0)] }
      }
  }

  /// What a step reads, what it waits for, and what follows when it fails; nothing of that for a plain command.
  private static func placeRows(_ step: SubmissionDetails.Step) -> [[TableValue]] {
    var rows: [[TableValue]] = []
    if let inputs = step.inputs { rows.append([.text("Inputs"), .text(inputs)]) }
    if !step.after.isEmpty { rows.append([.text("After"), .text(step.after.joined(separator: ", "))]) }
    if step.onFailure != "stop" {
      rows.append([.text("On failure"), .text(step.cleanUp.map { "run \($0)" } ?? step.onFailure)])
    }
    return rows
  }

  /// As a shell would take it, quoted only where it has to be.
  static func word(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): true
      default: "-_./:=@%+,{}".utf8.contains(byte)
      }
    }
    return isPlain && !text.isEmpty ? text : ShellQuoting.quoted(ByteString(text)).text
  }

  private var stepTable: Table {
    var table = Table(columns: [
      .init(heading: "STEP", isNumeric: true), .init(heading: "STATE"),
      .init(heading: "TASKS", isNumeric: true),
      .init(heading: "FAILED", isNumeric: true), .init(heading: "ATTEMPTS", isNumeric: true),
      .init(heading: "STARTED"), .init(heading: "TIME", isNumeric: true),
      .init(heading: "CPU", isNumeric: true),
      .init(heading: "PEAK MEMORY", isNumeric: true), .init(heading: "NAME"),
      .init(heading: "ERROR"),
    ])
    table.rows = payload.steps.map { step in
      [
        .number(step.number), step.state.cell, .finished(step.tasks), .number(step.tasks.failed),
        .number(ifKnown: step.attempts), .moment(unixMilliseconds: step.startedAt),
        .duration(from: step.startedAt, to: step.endedAt), .duration(ifKnown: step.cpuMicroseconds),
        .bytes(ifKnown: step.memoryPeakBytes), .text(step.name), .text(ifKnown: step.error),
      ]
    }
    return table
  }

  var tables: [Table] { payload.steps.isEmpty ? [table] : [table, stepTable] }

  private static func driver(of details: JobDetails) -> String {
    let who = details.job.isDetached ? "the manager runs it" : "its user runs it"
    return details.running.map { $0.processID == 0 ? who : "process \($0.processID), \(who)" } ?? who
  }

  private static func words(_ tasks: TaskCounts) -> String {
    "\(tasks.succeeded) of \(tasks.total) succeeded, \(tasks.failed) failed"
  }

  private static func executors(of running: JobDetails.Running) -> String {
    running.waiting == 0 ? "\(running.executors)" : "\(running.executors), and it waits for \(running.waiting) more"
  }
}
