/// In which order the ends of a step's tasks are told: as they come, or in the order of the inputs. Pure.
struct OutputOrder {
  let isOrdered: Bool
  /// The first task that hasn't been told of.
  private var next = 0
  /// Those that ended before one that comes before them.
  private var early: [Int: EndedTask] = [:]
  /// Those after `next` that nobody will tell of.
  private var skipped: Set<Int> = []

  init(isOrdered: Bool) { self.isOrdered = isOrdered }

  /// - Returns: what is to be told now.
  mutating func ended(_ end: EndedTask) -> [EndedTask] {
    guard isOrdered else { return [end] }
    early[end.task] = end
    return takeDue()
  }

  /// Takes tasks that had ended before the first one was told of, in an earlier run of the job.
  ///
  /// - Returns: what is to be told now.
  mutating func skip(_ tasks: Set<Int>) -> [EndedTask] {
    guard isOrdered else { return [] }
    skipped.formUnion(tasks)
    return takeDue()
  }

  private mutating func takeDue() -> [EndedTask] {
    var due: [EndedTask] = []
    while true {
      if let end = early.removeValue(forKey: next) {
        due.append(end)
      } else if skipped.remove(next) == nil {
        return due
      }
      next += 1
    }
  }

  /// - Returns: what still waits for tasks that will never end, since the job was ended.
  mutating func finish() -> [EndedTask] {
    defer { early = [:] }
    return early.values.sorted { $0.task < $1.task }
  }
}

/// A task that has succeeded, or was given up.
struct EndedTask: Sendable, Equatable {
  /// The step's place in its submission.
  let step: Int
  /// From 0.
  let task: Int
  /// The number of its last attempt, from 0.
  let attempt: Int
  /// The sentence about a task that failed, without its number.
  let failure: String?
}
