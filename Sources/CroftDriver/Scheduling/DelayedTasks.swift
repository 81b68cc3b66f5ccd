import CroftProtocol

/// Tasks that wait for the time of their next attempt, the earliest first: a binary heap, because a job of a million
/// tasks can have very many of them.
struct DelayedTasks {
  private struct Entry {
    let readyAtNanoseconds: UInt64
    /// Keeps the order of those that are ready at the same time.
    let order: UInt64
    let task: TaskID

    static func < (a: Self, b: Self) -> Bool { (a.readyAtNanoseconds, a.order) < (b.readyAtNanoseconds, b.order) }
  }

  private var heap: [Entry] = []
  private var added: UInt64 = 0

  /// When the first one is ready.
  var nextNanoseconds: UInt64? { heap.first?.readyAtNanoseconds }

  mutating func add(_ task: TaskID, readyAtNanoseconds: UInt64) {
    heap.append(Entry(readyAtNanoseconds: readyAtNanoseconds, order: added, task: task))
    added += 1
    var place = heap.count - 1
    while place > 0, heap[place] < heap[(place - 1) / 2] {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// The next one that is ready by now.
  mutating func next(atNanoseconds now: UInt64) -> TaskID? {
    guard let first = heap.first, first.readyAtNanoseconds <= now else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    sink()
    return first.task
  }

  private mutating func sink() {
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      guard least != place else { return }
      heap.swapAt(place, least)
      place = least
    }
  }

  mutating func removeAll(of job: JobID) {
    guard heap.contains(where: { $0.task.job == job }) else { return }
    let rest = heap.filter { $0.task.job != job }.sorted(by: <)
    heap = rest
  }
}
