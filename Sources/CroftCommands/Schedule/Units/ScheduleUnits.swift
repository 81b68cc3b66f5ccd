/// The timer and the service of a schedule, as text. Pure.
///
/// The command isn't in them but in the state, so that no character of it means anything to systemd.
struct ScheduleUnits: Equatable {
  let timer: String
  let service: String

  /// - Parameters:
  ///   - program: the path of `croft`.
  ///   - stateHome: what the runs need as XDG_STATE_HOME; nil: nothing.
  init(of schedule: Schedule, kind: ScheduleScope.Kind, program: String, stateHome: String?) throws {
    let description = "Croft schedule \(schedule.name)\(schedule.description.map { ": \($0)" } ?? "")"
    let head = """
      # Made by croft schedule add, and removed by croft schedule remove.
      [Unit]
      Description=\(try UnitText.line(description))
      Documentation=man:croft(1)
      ConditionFileIsExecutable=\(try UnitText.line(program))
      """
    // ConditionFileIsExecutable: once croft has been removed, and the schedules kept, nothing starts and nothing fails.
    // AccuracySec: the second is part of what was asked for. Persistent: systemd remembers when the timer elapsed last,
    // and starts the service at once if it was off at the next time.
    timer = """
      \(head)

      [Timer]
      OnCalendar=\(schedule.calendar)
      AccuracySec=1s
      RandomizedDelaySec=\(schedule.randomizedDelaySeconds)
      Persistent=\(schedule.catchUp == .none ? "no" : "yes")

      [Install]
      WantedBy=timers.target

      """
    // StartLimitIntervalSec: the calendar says how often it starts, which may be each second. KillMode: croft passes
    // SIGTERM on, and notes how the command ended. TimeoutStartSec: a run may take as long as it takes; croft itself
    // ends one after the schedule's timeout.
    service = """
      \(head)
      After=croftd.socket
      StartLimitIntervalSec=0

      [Service]
      Type=oneshot
      ExecStart=\(try UnitText.program(program)) schedule run-due --\(kind.rawValue) \(schedule.name)
      \(try stateHome.map { "Environment=\(try UnitText.quoted("XDG_STATE_HOME=\($0)"))\n" } ?? "")\
      KillMode=mixed
      LogExtraFields=CROFT_SCHEDULE=\(schedule.name)
      TimeoutStartSec=infinity

      """
  }
}
