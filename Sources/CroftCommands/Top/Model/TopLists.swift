import CroftProtocol

extension TopList {
  /// What each queue is due and what it has.
  static func queues(_ trend: FarmTrend) -> TopList {
    let (queues, capacity) = (trend.latest.queues, trend.latest.status.capacity)
    // Weights are bounded by croftd.conf; a sum of zero is a manager's that has no queues.
    let weights = max(1, queues.reduce(0) { $0 + $1.weight })
    return TopList(
      columns: [
        .init(heading: "QUEUE", isFlexible: true), .init(heading: "WEIGHT", isNumeric: true),
        .init(heading: "SHARE", isNumeric: true), .init(heading: "USED", isNumeric: true),
        .init(heading: "CORES", isNumeric: true), .init(heading: "MEMORY", isNumeric: true),
        .init(heading: "APPS", isNumeric: true), .init(heading: "EXECS", isNumeric: true),
        .init(heading: "WAITING", isNumeric: true),
      ],
      sortings: [3, 8],
      rows: queues.map { queue in
        Row(
          cells: [
            .text(queue.name), .number(queue.weight), .percent(queue.weight, of: weights),
            .percent(queue.used.cores, of: capacity.cores), .number(queue.used.cores),
            .bytes(queue.used.memoryBytes), .number(queue.applications), .number(queue.executors),
            .number(queue.waiting),
          ],
          ranks: [Double(queue.used.cores), Double(queue.waiting)])
      })
  }

  /// How far each application is and what it has been given.
  static func applications(_ trend: FarmTrend) -> TopList {
    let held = Dictionary(grouping: trend.latest.executors, by: \.application).mapValues { executors in
      executors.reduce(Resources(cores: 0, memoryBytes: 0)) { $0 + $1.resources }
    }
    return TopList(
      columns: [
        .init(heading: "ID", isNumeric: true), .init(heading: "NAME", isFlexible: true), .init(heading: "USER"),
        .init(heading: "QUEUE"), .init(heading: "STATE"), .init(heading: "TASKS", isNumeric: true),
        .init(heading: "TASKS/S", isNumeric: true), .init(heading: "FAILED", isNumeric: true),
        .init(heading: "CORES", isNumeric: true), .init(heading: "MEMORY", isNumeric: true),
      ],
      sortings: [6, 7, 8, 9],
      rows: trend.latest.applications.map { application in
        let (tasks, rate) = (application.tasks, trend.tasksPerSecond(of: application))
        let resources = held[application.id] ?? Resources(cores: 0, memoryBytes: 0)
        return Row(
          cells: [
            .number(application.id), .text(application.name), .user(id: application.userID),
            .text(application.queue), .text(Self.state(of: application)), .finished(tasks),
            rate.map { .text(Self.rate($0)) } ?? .missing, tasks.map { .number($0.failed) } ?? .missing,
            .number(resources.cores), .bytes(resources.memoryBytes),
          ],
          ranks: [rate ?? -1, Double(tasks?.failed ?? -1), Double(resources.cores), Double(resources.memoryBytes)])
      })
  }

  /// How busy each executor is, and how near to its limit.
  static func executors(_ trend: FarmTrend) -> TopList {
    TopList(
      columns: [
        .init(heading: "APP", isNumeric: true), .init(heading: "EXEC", isNumeric: true),
        .init(heading: "PID", isNumeric: true), .init(heading: "STATE"), .init(heading: "CORES", isNumeric: true),
        .init(heading: "CPU%", isNumeric: true), .init(heading: "MEMORY", isNumeric: true),
        .init(heading: "LIMIT", isNumeric: true), .init(heading: "", isPicture: true),
        .init(heading: "AGE", isNumeric: true),
      ],
      sortings: [5, 6, 9],
      rows: trend.latest.executors.map { executor in
        let (percent, limit) = (trend.processorPercent(of: executor), executor.resources.memoryBytes)
        let age = max(0, trend.latest.time - executor.startedAt) / 1000
        return Row(
          cells: [
            .number(executor.application), .number(executor.id), .number(executor.processID),
            .text(executor.state.rawValue), .number(executor.resources.cores), percent.map { .number($0) } ?? .missing,
            executor.memoryBytes.map { .bytes($0) } ?? .missing, .bytes(limit),
            executor.memoryBytes.map { .text(Gauge.text($0, of: limit, columns: Gauge.usualColumns)) } ?? .text(" "),
            .text(Self.span(seconds: age)),
          ],
          ranks: [Double(percent ?? -1), Double(executor.memoryBytes ?? -1), Double(age)])
      })
  }

  private static func state(of application: ApplicationSummary) -> String {
    let state = JobState(of: application)
    // The word is as long as two columns of numbers.
    return state == .disconnected ? "away" : state.rawValue
  }

  /// `0.4`, `12.5`, `1234`: one decimal while it tells something.
  static func rate(_ perSecond: Double) -> String {
    let tenths = Int((min(perSecond, 1e12) * 10).rounded())
    return tenths >= 1000 ? "\((tenths + 5) / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  /// `7s`, `12m`, `5h`, `3d`.
  static func span(seconds: Int) -> String {
    switch seconds {
    case ..<120: "\(seconds)s"
    case ..<7200: "\(seconds / 60)m"
    case ..<172_800: "\(seconds / 3600)h"
    default: "\(seconds / 86_400)d"
    }
  }
}

extension TableValue {
  fileprivate static func percent(_ part: Int, of whole: Int) -> TableValue {
    whole > 0 ? .text("\(Int((Double(part) * 100 / Double(whole)).rounded()))%") : .missing
  }
}

/// A part of a whole as a picture.
enum Gauge {
  static let usualColumns = 12

  /// `[####    ]`, of so many columns with its brackets; full when the part is the larger one.
  static func text(_ part: Int, of whole: Int, columns: Int) -> String {
    let room = max(0, columns - 2)
    let portion = whole > 0 ? min(1, max(0, Double(part) / Double(whole))) : 0
    // What is there at all shows, and only what is full looks full.
    let filled = part > 0 ? max(1, Int(portion * Double(room))) : 0
    return "[" + String(repeating: "#", count: filled) + String(repeating: " ", count: max(0, room - filled)) + "]"
  }
}
