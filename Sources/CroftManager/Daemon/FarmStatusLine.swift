import CroftProtocol

/// What the manager does, in the one line that `systemctl status` shows.
struct FarmStatusLine: Equatable, CustomStringConvertible {
  var applications: Int
  var executors: Int
  var waiting: Int
  var free: Resources
  var capacity: Resources
  var condition: ManagerStatus.Condition

  init(_ status: ManagerStatus) {
    applications = status.applications
    executors = status.executors
    waiting = status.waiting
    free = status.free
    capacity = status.capacity
    condition = status.condition
  }

  /// Such as `3 applications, 12 executors, 4 of 8 cores and 6 of 16 GiB free`.
  var description: String {
    var parts = [counted(applications, "application"), counted(executors, "executor")]
    if waiting > 0 { parts.append("\(counted(waiting, "request")) waiting") }
    // Less than nothing is free after the capacity has been lowered below what is in use.
    let cores = "\(max(0, free.cores)) of \(capacity.cores) cores"
    parts.append("\(cores) and \(gibibytes(max(0, free.memoryBytes))) of \(gibibytes(capacity.memoryBytes)) GiB free")
    return (prefix.map { "\($0): " } ?? "") + parts.joined(separator: ", ")
  }

  private var prefix: String? {
    switch condition {
    case .running: nil
    case .memoryPressure: "Memory is short"
    case .draining: "Draining"
    case .stopping: "Stopping"
    }
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// With one decimal, where that isn't 0.
  private func gibibytes(_ bytes: Int) -> String {
    let tenths = (bytes / (1 << 20) * 10 + 512) / 1024
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
