import CroftLinux
import CroftProtocol

/// The first three rows of `croft top`: the manager, the machine's use, the work.
struct TopHeader {
  let trend: FarmTrend
  let columns: Int

  var lines: [ScreenLine] { texts.map { ScreenLine(text: $0.fitting(columns: columns)) } }

  private var texts: [String] {
    let status = trend.latest.status
    let used = status.capacity - status.free
    let style = TextStyle.terminal(nowUnixMilliseconds: trend.latest.time)
    let memory = TableValue.portion(.bytes(used.memoryBytes), of: .bytes(status.capacity.memoryBytes)).text(in: style)
    return [
      first(status),
      "Cores \(used.cores) of \(status.capacity.cores) \(gauge(used.cores, status.capacity.cores))  "
        + "Memory \(memory) \(gauge(used.memoryBytes, status.capacity.memoryBytes))",
      "Executors \(status.executors)  Waiting \(status.waiting)  Applications \(status.applications)  "
        + "Tasks/s \(trend.tasksPerSecond.map(TopList.rate) ?? "-")  Failed tasks \(failedTasks)",
    ]
  }

  private func first(_ status: ManagerStatus) -> String {
    let age = trend.latest.managerStartedAt.map {
      ", up \(TopList.span(seconds: max(0, trend.latest.time - $0) / 1000))"
    }
    let left = "croftd \(status.version.printable), process \(status.processID)\(age ?? "")"
    let time = UnixTime.utc(milliseconds: trend.latest.time)
    let gap = columns - left.terminalColumns - time.count
    // On a narrow screen the clock goes first.
    return gap > 0 ? left + String(repeating: " ", count: gap) + time : left
  }

  private var failedTasks: String {
    let counts = trend.latest.applications.compactMap(\.tasks?.failed)
    return counts.isEmpty ? "-" : String(counts.reduce(0, +))
  }

  /// Two of them and what is said beside them share a row of 80 columns.
  private func gauge(_ part: Int, _ whole: Int) -> String { Gauge.text(part, of: whole, columns: Gauge.usualColumns) }
}

/// What `?` shows in place of the panes.
enum TopHelp {
  static let lines = """

    1 2 3, tab        choose queues, applications or executors
    up down, k j      scroll the chosen list by a row
    PgUp PgDn         by a page; Home and End to its ends
    s                 sort the chosen list by the next of its columns; * marks it
    p, space          pause, and go on
    q, Ctrl-C         quit

    TASKS counts those that have ended, TASKS/S is over the last snapshots,
    CPU% is 100 for each busy core; SHARE is a queue's by its weight.

    Any key leaves this page.
    """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
