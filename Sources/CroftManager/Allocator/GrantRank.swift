/// Where a queue stands among the queues. The smallest is served first.
struct QueueRank: Sendable, Comparable {
  /// 0 below its minimum, else 1.
  let satisfaction: Int
  let negativePriority: Int
  /// Dominant share for each unit of weight.
  let share: Double
  /// The place in the configuration decides between equals; a grant changes their shares at once.
  let index: Int

  static func < (left: Self, right: Self) -> Bool {
    (left.satisfaction, left.negativePriority, left.share, left.index) < (
      right.satisfaction, right.negativePriority, right.share, right.index
    )
  }
}

/// Where a request stands among all requests. The smallest is served first.
struct GrantRank: Sendable, Comparable {
  /// Set when it has waited longer than anybody should: then its age alone counts.
  let lateSequence: Int?
  let queue: QueueRank
  /// The application's dominant share; 0 in a queue that is first in, first out.
  let share: Double
  let sequence: Int

  static func < (left: Self, right: Self) -> Bool {
    let lateness = (left.lateSequence ?? .max, right.lateSequence ?? .max)
    if lateness.0 != lateness.1 { return lateness.0 < lateness.1 }
    return (left.queue, left.share, left.sequence) < (right.queue, right.share, right.sequence)
  }
}

extension Allocator {
  func queueRanks() -> [String: QueueRank] {
    var ranks: [String: QueueRank] = [:]
    for index in configuration.queues.indices.reversed() {
      ranks[configuration.queues[index].name] = queueRank(at: index)
    }
    return ranks
  }

  func queueRank(at index: Int) -> QueueRank {
    let queue = configuration.queues[index]
    let used = usedByQueue[queue.name] ?? ResourceTotal()
    return QueueRank(
      satisfaction: used.isBelow(queue.minimum) ? 0 : 1, negativePriority: -queue.priority,
      share: used.dominantShare(of: capacity) / Double(max(queue.weight, 1)), index: index)
  }

  func rank(of waiting: WaitingRequest, _ application: ApplicationState, in queue: QueueRank) -> GrantRank {
    let isLate = now >= lateAt(waiting)
    let isFair = configuration.queues[queue.index].policy == .fair
    return GrantRank(
      lateSequence: isLate ? waiting.sequence : nil, queue: queue,
      share: isFair ? application.used.dominantShare(of: capacity) : 0, sequence: waiting.sequence)
  }

  /// From when on the request goes before others for its age.
  func lateAt(_ waiting: WaitingRequest) -> Int { waiting.since + configuration.patienceSeconds * 1000 }
}
