import CroftProtocol

struct PastApplicationsReport: Listing {
  let payload: HistoryReply<ApplicationRecord>

  var ids: [String] { payload.elements.map { String($0.id) } }

  /// Name and end come last, because they alone may hold spaces.
  var table: Table {
    var table = Table(columns: [
      .init(heading: "ID", isNumeric: true), .init(heading: "USER"), .init(heading: "QUEUE"),
      .init(heading: "STARTED"), .init(heading: "SECONDS", isNumeric: true),
      .init(heading: "EXECUTORS", isNumeric: true), .init(heading: "CPU SECONDS", isNumeric: true),
      .init(heading: "PEAK MEMORY", isNumeric: true), .init(heading: "NAME"), .init(heading: "END"),
    ])
    table.rows = payload.elements.map { application in
      [
        .number(application.id), .user(id: application.userID), .text(application.queue),
        .moment(unixMilliseconds: application.startedAt),
        .seconds(from: application.startedAt, to: application.endedAt), .number(application.executors),
        .seconds(microseconds: application.usage.cpuMicroseconds), .bytes(ifKnown: application.usage.memoryPeakBytes),
        .text(application.name), application.end.map { .text($0) } ?? .missing,
      ]
    }
    return table
  }
}

struct PastExecutorsReport: Listing {
  let payload: HistoryReply<ExecutorRecord>

  var ids: [String] { payload.elements.map { String($0.number) } }

  var table: Table {
    var table = Table(columns: [
      .init(heading: "ID", isNumeric: true), .init(heading: "CORES", isNumeric: true),
      .init(heading: "MEMORY", isNumeric: true), .init(heading: "STARTED"),
      .init(heading: "SECONDS", isNumeric: true), .init(heading: "CPU SECONDS", isNumeric: true),
      .init(heading: "PEAK MEMORY", isNumeric: true), .init(heading: "READ", isNumeric: true),
      .init(heading: "WRITTEN", isNumeric: true), .init(heading: "THROTTLED SECONDS", isNumeric: true),
      .init(heading: "END"),
    ])
    table.rows = payload.elements.map { executor in
      [
        .number(executor.number), .number(executor.resources.cores), .bytes(executor.resources.memoryBytes),
        .moment(unixMilliseconds: executor.startedAt), .seconds(from: executor.startedAt, to: executor.endedAt),
        .seconds(microseconds: executor.usage.cpuMicroseconds), .bytes(ifKnown: executor.usage.memoryPeakBytes),
        .bytes(ifKnown: executor.usage.readBytes), .bytes(ifKnown: executor.usage.writtenBytes),
        .seconds(microseconds: executor.usage.throttledMicroseconds),
        executor.end.map { .text($0.message) } ?? .missing,
      ]
    }
    return table
  }
}

struct JobsReport: Listing {
  let payload: HistoryReply<JobRecord>

  var ids: [String] { payload.elements.map { String($0.number) } }

  var table: Table {
    var table = Table(columns: [
      .init(heading: "STEP", isNumeric: true), .init(heading: "STAGES", isNumeric: true), .init(heading: "STARTED"),
      .init(heading: "SECONDS", isNumeric: true), .init(heading: "OUTCOME"), .init(heading: "NAME"),
      .init(heading: "ERROR"),
    ])
    table.rows = payload.elements.map { job in
      [
        .number(job.number), .number(job.stages), .moment(unixMilliseconds: job.startedAt),
        .seconds(from: job.startedAt, to: job.endedAt), .text(job.outcome?.rawValue ?? "running"), .text(job.name),
        job.error.map { .text($0) } ?? .missing,
      ]
    }
    return table
  }
}

struct StagesReport: Listing {
  let payload: HistoryReply<StageRecord>

  var ids: [String] { payload.elements.map { String($0.number) } }

  var table: Table {
    var table = Table(columns: [
      .init(heading: "STAGE", isNumeric: true), .init(heading: "TASKS", isNumeric: true),
      .init(heading: "FAILED ATTEMPTS", isNumeric: true), .init(heading: "STARTED"),
      .init(heading: "SECONDS", isNumeric: true), .init(heading: "INPUT", isNumeric: true),
      .init(heading: "SHUFFLE READ", isNumeric: true), .init(heading: "SHUFFLE WRITTEN", isNumeric: true),
      .init(heading: "SPILLED", isNumeric: true), .init(heading: "OUTPUT", isNumeric: true), .init(heading: "NAME"),
    ])
    table.rows = payload.elements.map { stage in
      [
        .number(stage.number), .number(stage.tasks), .number(stage.failedAttempts),
        .moment(unixMilliseconds: stage.startedAt), .seconds(from: stage.startedAt, to: stage.endedAt),
        .bytes(stage.inputBytes), .bytes(stage.shuffleReadBytes), .bytes(stage.shuffleWrittenBytes),
        .bytes(stage.spilledBytes), .bytes(stage.outputBytes), .text(stage.name),
      ]
    }
    return table
  }
}

struct AttemptsReport: Listing {
  let payload: HistoryReply<AttemptSummary>

  var ids: [String] { payload.elements.map { String($0.partition) } }

  var table: Table {
    var table = Table(columns: [
      .init(heading: "TASK", isNumeric: true), .init(heading: "ATTEMPT", isNumeric: true),
      .init(heading: "EXECUTOR", isNumeric: true), .init(heading: "STARTED"),
      .init(heading: "SECONDS", isNumeric: true), .init(heading: "OUTCOME"), .init(heading: "EXIT", isNumeric: true),
      .init(heading: "CPU SECONDS", isNumeric: true), .init(heading: "PEAK MEMORY", isNumeric: true),
      .init(heading: "OUTPUT", isNumeric: true), .init(heading: "ERROR"),
    ])
    table.rows = payload.elements.map { attempt in
      [
        .number(attempt.partition), .number(attempt.number), .number(attempt.executor),
        .moment(unixMilliseconds: attempt.startedAt), .seconds(microseconds: attempt.durationMicroseconds),
        .text(attempt.outcome), .end(attempt), .seconds(microseconds: attempt.cpuMicroseconds),
        .bytes(ifKnown: attempt.memoryPeakBytes), .bytes(ifKnown: attempt.outputBytes),
        attempt.error.map { .text($0) } ?? .missing,
      ]
    }
    return table
  }
}

extension TableValue {
  /// A command's exit status, or the signal that ended it as "signal:9"; no column but the last has spaces.
  fileprivate static func end(_ attempt: AttemptSummary) -> TableValue {
    if let code = attempt.exitCode { return .number(code) }
    return attempt.signal.map { .text("signal:\($0)") } ?? .missing
  }

  /// With three decimals, whatever the style: a column of them is to be added up.
  fileprivate static func seconds(microseconds: Int?) -> TableValue {
    microseconds.map { .text(TextStyle.plain.duration(microseconds: $0)) } ?? .missing
  }

  /// Of something that may still run.
  fileprivate static func seconds(from start: Int, to end: Int?) -> TableValue {
    guard case .duration(let microseconds) = TableValue.duration(from: start, to: end) else { return .missing }
    return .seconds(microseconds: microseconds)
  }
}
