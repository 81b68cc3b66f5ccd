import CroftProtocol

/// An attempt that an executor has not answered.
struct OutstandingAttempt {
  let attempt: TaskAttempt
  /// Some stage below was dormant when it was sent, so it has to find its input in the cache.
  let readsCache: Bool
  /// How long it may run; nil for as long as it likes.
  let deadlineNanoseconds: UInt64?
  /// How long it may take to stop; nil where only its deadline says so.
  let stopGraceNanoseconds: UInt64?
  let sentAtNanoseconds: UInt64
  /// The executor was told to stop it: what it answers does not matter.
  var isCancelled = false
  /// The executor was told that its job has ended, which stops it too.
  var isOfEndedJob = false
  /// Since when the executor has known either, about.
  var stopsSinceNanoseconds: UInt64?
  /// About when it began to run: it became one of the first.
  var beganAtNanoseconds: UInt64?

  var isStopping: Bool { isCancelled || isOfEndedJob }
}

/// Attempts in the order sent; answers come in nearly the same order, so the search from the front is short.
struct OutstandingAttempts {
  private var attempts: [OutstandingAttempt] = []
  private var head = 0
  /// How many of the first are known to have begun.
  private var begunCount = 0
  /// Some are stopping, and since when is not noted yet: what stops an attempt may come without a time.
  private var hasNewStops = false

  var count: Int { attempts.count - head }
  var isEmpty: Bool { count == 0 }
  var all: ArraySlice<OutstandingAttempt> { attempts[head...] }

  mutating func append(_ attempt: OutstandingAttempt) { attempts.append(attempt) }

  /// Takes out an attempt and returns what was noted about it; nil if it is not here.
  mutating func remove(_ attempt: TaskAttempt) -> OutstandingAttempt? {
    guard let index = index(of: attempt) else { return nil }
    let removed = attempts[index]
    if index - head < begunCount { begunCount -= 1 }
    var position = index
    while position > head {
      attempts[position] = attempts[position - 1]
      position -= 1
    }
    head += 1
    if head == attempts.count {
      attempts.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 1024, head * 2 > attempts.count {
      attempts.removeFirst(head)
      head = 0
    }
    return removed
  }

  private func index(of attempt: TaskAttempt) -> Int? {
    for index in head..<attempts.count where attempts[index].attempt == attempt { return index }
    return nil
  }

  /// Notes that the first so many have begun by now.
  ///
  /// - Returns: whether that is news for any.
  mutating func begin(first slots: Int, atNanoseconds now: UInt64) -> Bool {
    let due = min(slots, count)
    guard begunCount < due else { return false }
    for index in head + begunCount..<head + due { attempts[index].beganAtNanoseconds = now }
    begunCount = due
    return true
  }

  /// Notes that the executor is told to stop an attempt.
  mutating func cancel(_ attempt: TaskAttempt) {
    guard let index = index(of: attempt) else { return }
    attempts[index].isCancelled = true
    hasNewStops = true
  }

  /// Notes that the executor is told of a job's end.
  mutating func end(_ job: JobID) {
    for index in head..<attempts.count where attempts[index].attempt.task.job == job {
      attempts[index].isOfEndedJob = true
      hasNewStops = true
    }
  }

  /// Notes the time for those that have been stopping since the last time.
  mutating func noteStops(atNanoseconds now: UInt64) {
    guard hasNewStops else { return }
    hasNewStops = false
    for index in head..<attempts.count
    where attempts[index].isStopping && attempts[index].stopsSinceNanoseconds == nil {
      attempts[index].stopsSinceNanoseconds = now
    }
  }
}
