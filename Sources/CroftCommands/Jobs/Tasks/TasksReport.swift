import CroftProtocol

/// Tasks in a list, by step, stage and number.
struct TasksReport: Listing {
  struct Payload: Codable, Equatable {
    var tasks: [TaskSummary]
  }

  var payload: Payload
  /// Whether to tell which step or stage a task belongs to: there are several.
  var showsStep = false
  var showsStage = false

  var ids: [String] { payload.tasks.map { String($0.task) } }

  /// What went wrong comes last, because it alone may hold spaces.
  var table: Table {
    var table = Table(columns: [
      .init(heading: "TASK", isNumeric: true), .init(heading: "STATE"), .init(heading: "ENDED BY"),
      .init(heading: "ATTEMPTS", isNumeric: true), .init(heading: "STARTED"),
      .init(heading: "TIME", isNumeric: true),
      .init(heading: "CPU", isNumeric: true), .init(heading: "PEAK MEMORY", isNumeric: true),
      .init(heading: "OUTPUT", isNumeric: true), .init(heading: "ERROR"),
    ])
    let columns = table.columns
    let leading: [(Bool, String, (TaskSummary) -> Int)] = [(showsStep, "STEP", \.step), (showsStage, "STAGE", \.stage)]
    let shown = leading.filter(\.0)
    table = Table(columns: shown.map { .init(heading: $0.1, isNumeric: true) } + columns)
    table.rows = payload.tasks.map { task in
      shown.map { .number($0.2(task)) } + [
        .number(task.task), task.state.cell, .text(Self.end(of: task)), .number(task.attempts),
        .moment(ifKnown: task.startedAt), .duration(ifKnown: task.durationMicroseconds),
        .duration(ifKnown: task.cpuMicroseconds), .bytes(ifKnown: task.memoryPeakBytes),
        .bytes(ifKnown: task.outputBytes), .text(ifKnown: task.error),
      ]
    }
    return table
  }

  /// How the last attempt ended, in one word: a limit that it met, else the signal or the exit status.
  static func end(of task: TaskSummary) -> String {
    switch task.reason {
    case "outOfMemory": return "memory"
    case "timedOut": return "timeout"
    case "lost": return "lost"
    default: break
    }
    if let signal = task.signal { return "signal:\(signal)" }
    return task.exitCode.map { "exit:\($0)" } ?? ""
  }
}
