/// Names one timer of one event loop.
package struct TimerToken: Hashable, Sendable {
  let identity: UInt64
}

/// Timers in order of their deadlines: a binary heap, whose cancelled entries are dropped when they come up.
struct TimerQueue {
  private struct Entry {
    let deadlineNanoseconds: UInt64
    let token: TimerToken

    /// Timers of the same deadline fire in the order in which they were added.
    static func < (left: Entry, right: Entry) -> Bool {
      (left.deadlineNanoseconds, left.token.identity) < (right.deadlineNanoseconds, right.token.identity)
    }
  }

  private var heap: [Entry] = []
  private var handlers: [TimerToken: () -> Void] = [:]
  private var nextIdentity: UInt64 = 0

  mutating func add(at deadlineNanoseconds: UInt64, handler: @escaping () -> Void) -> TimerToken {
    let token = TimerToken(identity: nextIdentity)
    nextIdentity += 1
    handlers[token] = handler
    heap.append(Entry(deadlineNanoseconds: deadlineNanoseconds, token: token))
    siftUp(heap.count - 1)
    return token
  }

  mutating func cancel(_ token: TimerToken) {
    handlers[token] = nil
    // Timers that are always cancelled in time (deadlines) must not pile up. Twice the live ones is amortised
    // constant work for each cancel; below 64 entries it isn't worth doing.
    if heap.count > 64, heap.count > 2 * handlers.count { rebuild() }
  }

  /// The earliest deadline that is still wanted.
  mutating func nextDeadline() -> UInt64? {
    while let first = heap.first {
      if handlers[first.token] != nil { return first.deadlineNanoseconds }
      removeFirst()
    }
    return nil
  }

  /// Takes out the next handler that is due.
  mutating func popDue(atNanoseconds now: UInt64) -> (() -> Void)? {
    guard let deadline = nextDeadline(), deadline <= now else { return nil }
    let handler = handlers.removeValue(forKey: heap[0].token)
    removeFirst()
    return handler
  }

  private mutating func rebuild() {
    // A sorted array is a heap.
    heap = heap.filter { handlers[$0.token] != nil }.sorted(by: <)
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    siftDown()
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[smallest] {
        smallest = child
      }
      guard smallest != parent else { return }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }
}
