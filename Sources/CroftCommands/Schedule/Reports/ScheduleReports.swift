import CroftLinux

struct SchedulesReport: Listing {
  struct Payload: Encodable {
    let schedules: [ScheduleSummary]
  }

  let payload: Payload

  var ids: [String] { payload.schedules.map(\.name) }

  /// The calendar comes last, because it alone may hold spaces.
  var table: Table {
    var table = Table(columns: [
      .init(heading: "NAME"), .init(heading: "NEXT"), .init(heading: "LAST"), .init(heading: "RESULT"),
      .init(heading: "STATE"), .init(heading: "WHEN"),
    ])
    table.rows = payload.schedules.map { schedule in
      [
        .text(schedule.name), .time(schedule.next), .time(schedule.last),
        schedule.result.map { .text($0.rawValue) } ?? .missing, .text(schedule.state.rawValue),
        .text(schedule.calendar),
      ]
    }
    return table
  }
}

struct ScheduleReport: Listing {
  struct Payload: Encodable {
    let schedule: Schedule
    let summary: ScheduleSummary
    let timer: String
    let service: String
    let state: String
    let runs: [RunSummary]
  }

  let payload: Payload

  var ids: [String] { [payload.schedule.name] }

  var table: Table {
    let schedule = payload.schedule
    var table = Table(columns: [.init(heading: ""), .init(heading: "")])
    table.rows = [
      [.text("Name"), .text(schedule.name)],
      [.text("Description"), .text(schedule.description ?? "")],
      [.text("When"), .text(schedule.calendar)],
      [.text("State"), .text(payload.summary.state.rawValue)],
      [.text("Next"), .time(payload.summary.next)],
      [.text("Catch-up"), .text(schedule.catchUp.rawValue)],
      [.text("At once"), .number(schedule.maxRunning)],
      [.text("Dealt with"), .text("windows up to \(UnixTime.utc(milliseconds: schedule.handledUntil))")],
      [.text("Timeout"), schedule.timeoutSeconds.map { .text("\($0) s") } ?? .missing],
      [.text("Delay"), .text("up to \(schedule.randomizedDelaySeconds) s")],
      [.text("Command"), .text(schedule.command.map(Self.word).joined(separator: " "))],
      [.text("Directory"), .text(schedule.directory)],
    ]
    table.rows += schedule.environment.map { [.text("Environment"), .text($0)] }
    table.rows += [
      [.text("Added"), .time(schedule.addedAt)],
      [.text("Timer"), .text(payload.timer)], [.text("Service"), .text(payload.service)],
      [.text("Kept in"), .text(payload.state)],
    ]
    table.rows += payload.runs.map { run in
      [
        .text("Run \(run.number)"),
        .text("\(UnixTime.utc(milliseconds: run.logicalTime)) \(run.trigger.rawValue): \(run.result)"),
      ]
    }
    return table
  }

  /// As a shell reads it back.
  private static func word(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { "-_./=:,+@%".utf8.contains($0) || Self.isWordByte($0) }
    return isPlain
      ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}

/// Runs, as a history lists them, or as a backfill came out.
struct RunsReport: Listing {
  struct Payload: Encodable {
    let runs: [RunSummary]
    /// Before which run a history goes on; nil when this is all.
    var next: Int?
  }

  let payload: Payload

  var ids: [String] { payload.runs.map { String($0.number) } }

  /// The result comes last, because it alone may hold spaces.
  var table: Table {
    var table = Table(columns: [
      .init(heading: "RUN", isNumeric: true), .init(heading: "LOGICAL TIME"), .init(heading: "WINDOW START"),
      .init(heading: "TRIGGER"), .init(heading: "ATTEMPT", isNumeric: true), .init(heading: "STARTED"),
      .init(heading: "SECONDS", isNumeric: true), .init(heading: "RESULT"),
    ])
    table.rows = payload.runs.map { run in
      [
        .number(run.number), .time(run.logicalTime), .time(run.windowStart), .text(run.trigger.rawValue),
        .number(run.attempt), .time(run.startedAt), .text(run.seconds), .text(run.result),
      ]
    }
    return table
  }
}

extension RunSummary {
  /// The outcome, with its reason.
  var result: String {
    let reason = error ?? signal.map { "signal \($0)" } ?? exitStatus.flatMap { $0 == 0 ? nil : "exit status \($0)" }
    return outcome.rawValue + (reason.map { ": \($0)" } ?? "")
  }

  /// How long it took, with three decimals; empty while it hasn't ended.
  fileprivate var seconds: String {
    guard let endedAt else { return "" }
    let milliseconds = max(0, endedAt - startedAt)
    return "\(milliseconds / 1000).\(String(milliseconds % 1000 + 1000).dropFirst())"
  }
}

extension TableValue {
  /// Always absolute: a logical time is a window's name, and one that is to come has no age.
  fileprivate static func time(_ milliseconds: Int?) -> TableValue {
    milliseconds.map { .text(UnixTime.utc(milliseconds: $0)) } ?? .missing
  }
}
