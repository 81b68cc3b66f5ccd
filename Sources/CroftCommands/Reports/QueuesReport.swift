import CroftProtocol

struct QueuesReport: Listing {
  let payload: ListQueues.Reply

  var ids: [String] { payload.queues.map(\.name) }

  var table: Table {
    var table = Table(columns: [
      .init(heading: "QUEUE"),
      .init(heading: "WEIGHT", isNumeric: true),
      .init(heading: "PRIORITY", isNumeric: true),
      .init(heading: "POLICY"),
      .init(heading: "CORES", isNumeric: true),
      .init(heading: "MEMORY", isNumeric: true),
      .init(heading: "EXECUTORS", isNumeric: true),
      .init(heading: "WAITING", isNumeric: true),
      .init(heading: "APPLICATIONS", isNumeric: true),
      .init(heading: "MINIMUM"),
      .init(heading: "MAXIMUM"),
    ])
    table.rows = payload.queues.map { queue in
      [
        .text(queue.name),
        .number(queue.weight),
        .number(queue.priority),
        .text(queue.policy),
        .number(queue.used.cores),
        .bytes(queue.used.memoryBytes),
        .number(queue.executors),
        .number(queue.waiting),
        .number(queue.applications),
        .text(Self.words(queue.minimum)),
        .text(Self.words(queue.maximum)),
      ]
    }
    return table
  }

  private static func words(_ share: QueueShare) -> String {
    [
      share.cores.map { Self.words($0, "core") }, share.memoryBytes.map { "\($0 >> 20) MiB" },
      share.executors.map { Self.words($0, "executor") },
    ].compactMap(\.self).joined(separator: ", ")
  }

  private static func words(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
