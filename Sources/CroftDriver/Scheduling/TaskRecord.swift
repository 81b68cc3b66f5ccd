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
  /// What its command may have, where it once had too little; 0 for what all have.
  var memoryBytes = 0
  /// What it asks of its next executor.
  var demand = TaskDemand()
}

/// What a task asks of an executor.
struct TaskDemand: Hashable {
  /// The least that the executor is to have; 0 for any.
  var memoryBytes = 0
  /// Executors on which it failed. No more of them than errors and timeouts are forgiven.
  private(set) var avoided: [ExecutorID] = []

  var isNone: Bool { memoryBytes == 0 && avoided.isEmpty }

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
    let memoryBytes: Int
  }

  var members: [Member] = []
  /// The most memory that any executor has, or one that is on its way.
  var largestMemoryBytes = 0

  /// An executor with too little memory is refused, and so is one on which the task failed, while there is another.
  func accepts(_ demand: TaskDemand, on executor: ExecutorID) -> Bool {
    if demand.isNone { return true }
    let enough = min(demand.memoryBytes, largestMemoryBytes)
    var isLargeEnough = false
    var hasAnother = false
    for member in members where member.memoryBytes >= enough {
      if member.id == executor { isLargeEnough = true }
      if !demand.avoided.contains(member.id) { hasAnother = true }
    }
    return isLargeEnough && !(hasAnother && demand.avoided.contains(executor))
  }
}
