import CroftProtocol

/// What a task had to go through so far. Only those that had trouble have one.
struct TaskRecord {
  /// The number of its next attempt.
  var nextAttempt = 0
  var errors = 0
  var executorLosses = 0
  var outOfMemory = 0
  var timeouts = 0
  var outputLosses = 0
  /// However it comes to be tried again, it has an executor for itself.
  var isOnLastChance = false
  /// What it asks of its next executor.
  var demand = TaskDemand()
}

/// What a task asks of an executor.
struct TaskDemand: Hashable {
  /// So many times the memory that an executor has at first.
  var memoryFactor = 1
  /// Executors on which it failed. No more of them than errors and timeouts are forgiven.
  private(set) var avoided: [ExecutorID] = []

  var isNone: Bool { memoryFactor == 1 && avoided.isEmpty }

  mutating func avoid(_ executor: ExecutorID) {
    guard !avoided.contains(executor) else { return }
    avoided.append(executor)
    avoided.sort()
  }
}

/// The executors that take work at the moment, and which task may go to which of them.
struct Workforce {
  struct Member {
    let id: ExecutorID
    let memoryFactor: Int
  }

  var members: [Member] = []
  /// The most memory that any executor has, or one that is on its way.
  var largestFactor = 1

  /// An executor with too little memory is refused, and so is one on which the task failed, while there is another.
  func accepts(_ demand: TaskDemand, on executor: ExecutorID) -> Bool {
    if demand.isNone { return true }
    let factor = min(demand.memoryFactor, largestFactor)
    var isLargeEnough = false
    var hasAnother = false
    for member in members where member.memoryFactor >= factor {
      if member.id == executor { isLargeEnough = true }
      if !demand.avoided.contains(member.id) { hasAnother = true }
    }
    return isLargeEnough && !(hasAnother && demand.avoided.contains(executor))
  }
}
