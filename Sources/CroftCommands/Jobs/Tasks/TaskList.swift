import CroftDriver
import CroftLinux
import CroftProtocol

/// The tasks of a job that somebody asked for.
struct TaskList {
  private let stages: [StageTasks]
  /// Empty takes all.
  private let states: Set<TaskState>

  /// - Parameter step: the only one that is asked for, by its number or name.
  init(of record: ApplicationRecord, step: String?, states: Set<TaskState>, from client: ManagerClient) throws {
    self.states = states
    let steps = try JobSteps(of: record.id, from: client)
    let chosen = try steps.selected(step)
    let running = try RunningTasks(of: record, from: client, nowUnixMilliseconds: UnixTime.nowMilliseconds)
    var stages: [StageTasks] = []
    for one in chosen {
      for stage in try steps.stages(of: one) {
        stages.append(
          try StageTasks(one, stage, isJobOver: record.endedAt != nil, running: running, from: client))
      }
    }
    self.stages = Self.noting(record.tasks, of: stages, isWhole: chosen.count == steps.steps.count)
  }

  /// Tells tasks that an earlier run of the job has finished from those that never began: the driver counts the former
  /// among those that succeeded.
  static func noting(_ tasks: TaskCounts?, of stages: [StageTasks], isWhole: Bool) -> [StageTasks] {
    let unbegun = stages.reduce(0) { $0 + $1.unbegun }
    let succeeded = stages.reduce(0) { $0 + $1.succeeded }
    guard isWhole, unbegun > 0, let tasks, tasks.succeeded - succeeded == unbegun else {
      return stages
    }
    return stages.map { stage in
      var stage = stage
      stage.hasEarlierResults = true
      return stage
    }
  }

  func visit(_ body: (TaskSummary) throws -> Void) rethrows {
    for stage in stages {
      try stage.visit { if states.isEmpty || states.contains($0.state) { try body($0) } }
    }
  }

  /// The tasks in reports of a thousand each: a million of them as one table would take a gigabyte.
  ///
  /// - Parameter body: is given at least one, which may be empty.
  func visitReports(_ body: (TasksReport) throws -> Void) rethrows {
    var report = TasksReport(payload: .init(tasks: []))
    report.showsStep = Set(stages.map(\.step.number)).count > 1
    report.showsStage = stages.contains { $0.stage.number != stages.first?.stage.number }
    var isFirst = true
    try visit { task in
      report.payload.tasks.append(task)
      guard report.payload.tasks.count == Self.reportLength else { return }
      try body(report)
      report.payload.tasks.removeAll(keepingCapacity: true)
      isFirst = false
    }
    if isFirst || !report.payload.tasks.isEmpty { try body(report) }
  }

  private static let reportLength = 1000

  /// Writes the numbers alone.
  func writeIDs() {
    visitReports { report in
      if !report.ids.isEmpty { print(report.ids.joined(separator: "\n")) }
    }
  }

  /// Writes a table whose columns are as wide as the first thousand rows need; one that needs more widens them from
  /// there on.
  func writeText(in style: TextStyle) {
    var widths: [Int]?
    visitReports { report in print(report.table.lines(in: style, widths: &widths).joined(separator: "\n")) }
  }

  /// Writes the document task by task.
  func writeJSON() throws {
    var separator = ""
    print("{\"tasks\": [", terminator: "")
    try visit { task in
      print("\(separator)\n", try JSONValue(encoding: task).text(), separator: "", terminator: "")
      separator = ","
    }
    print("\n]}")
  }
}
