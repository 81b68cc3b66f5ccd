import CroftProtocol

/// What the scheduler knows of one executor.
struct ExecutorSeat {
  let slots: Int
  /// Attempts sent and not answered, in the order sent. An executor begins them in this order.
  private(set) var outstanding = OutstandingAttempts()
  var definedJobs: Set<JobID> = []
  /// The version of each map stage's outputs that it was told last.
  var toldOutputs: [StageKey: Int] = [:]
  /// A `revoke` is under way.
  var isRevoking = false
  var completedTasks = 0
  /// From its hello until its channel ends. Before, its program could be anything; afterwards, it is as good as lost.
  var takesWork = false
  /// The suspects among the outstanding. While there is one, nothing is sent ahead.
  private(set) var suspects: Set<TaskAttempt> = []
  /// The one attempt that has this executor for itself, until it is answered.
  private(set) var loner: TaskAttempt?

  struct StageKey: Hashable {
    let job: JobID
    let stage: UInt16
  }

  init(slots: Int) { self.slots = slots }

  mutating func add(_ attempt: TaskAttempt, _ standing: TaskStanding) {
    outstanding.append(attempt)
    switch standing {
    case .trusted: break
    case .suspect: suspects.insert(attempt)
    case .onLastChance: loner = attempt
    }
  }

  mutating func remove(_ attempt: TaskAttempt) -> Bool {
    if !suspects.isEmpty { suspects.remove(attempt) }
    if loner == attempt { loner = nil }
    return outstanding.remove(attempt)
  }

  /// The attempts that it is running, if it begins one as soon as a slot is free.
  var running: ArraySlice<TaskAttempt> { outstanding.all.prefix(slots) }
}

/// Attempts in the order sent; answers come in nearly the same order, so the search from the front is short.
struct OutstandingAttempts {
  private var attempts: [TaskAttempt] = []
  private var head = 0

  var count: Int { attempts.count - head }
  var all: ArraySlice<TaskAttempt> { attempts[head...] }

  mutating func append(_ attempt: TaskAttempt) { attempts.append(attempt) }

  mutating func remove(_ attempt: TaskAttempt) -> Bool {
    guard let index = attempts[head...].firstIndex(of: attempt) else { return false }
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
    return true
  }
}
