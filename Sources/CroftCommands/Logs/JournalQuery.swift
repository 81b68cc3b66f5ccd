import CroftProtocol

/// What is asked of the journal, as journalctl(1) takes it.
struct JournalQuery: Equatable {
  var application: Int?
  var executor: Int?
  var job: Int?
  var stage: Int?
  var task: Int?
  var attempt: Int?
  /// Only what the manager says.
  var isManagerOnly = false

  private static let manager = match(.identifier, "croftd")
  /// The units of the system's farm and of a user's.
  private static let units = ["croftd.service", "croft-pool.service"].flatMap {
    ["_SYSTEMD_UNIT=\($0)", "_SYSTEMD_USER_UNIT=\($0)"]
  }

  /// Fields that all have to match; without any, one of the farm's sources.
  var matches: [String] {
    let numbers: [(JournalField, Int?)] = [
      (.application, application), (.executor, executor), (.job, job), (.stage, stage), (.task, task),
      (.attempt, attempt),
    ]
    let fields = numbers.compactMap { field, number in number.map { Self.match(field, "\($0)") } }
    if isManagerOnly { return fields + [Self.manager] }
    if !fields.isEmpty { return fields }
    return Array(([Self.manager] + Self.units).map { [$0] }.joined(separator: ["+"]))
  }

  private static func match(_ field: JournalField, _ value: String) -> String { "\(field.rawValue)=\(value)" }
}
