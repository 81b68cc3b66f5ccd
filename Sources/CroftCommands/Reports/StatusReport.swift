import CroftProtocol

struct StatusReport: Report {
  let payload: ManagerStatus

  var table: Table {
    var table = Table(columns: [.init(heading: ""), .init(heading: "")])
    table.rows = [
      [.text("Manager"), .text("croftd \(payload.version)")],
      [.text("Process"), .number(payload.processID)],
      [.text("User"), .user(id: payload.userID)],
      [.text("Socket"), .text(payload.socket)],
      [.text("Condition"), .text(payload.condition.words)],
      [.text("Cores free"), .portion(.number(payload.free.cores), of: .number(payload.capacity.cores))],
      [.text("Memory free"), .portion(.bytes(payload.free.memoryBytes), of: .bytes(payload.capacity.memoryBytes))],
      [.text("Applications"), .number(payload.applications)],
      [.text("Executors"), .number(payload.executors)],
      [.text("Waiting"), .number(payload.waiting)],
    ]
    table.rows += payload.limits.map { limit in
      let state = limit.enforced ? "enforced" : "NOT enforced" + (limit.reason.map { ": " + $0 } ?? "")
      return [.text("Limit \(limit.name)"), .text(state)]
    }
    return table
  }
}

extension ManagerStatus.Condition {
  /// For people.
  var words: String {
    switch self {
    case .running: "running"
    case .memoryPressure: "short of memory: nothing is granted until the pressure is gone"
    case .draining: "draining: new applications are refused"
    case .stopping: "stopping"
    }
  }
}
