import CroftDriver
import CroftProtocol

// Tasks that one more loss would condemn.
extension SchedulerSimulator {
  func isOnLastChance(_ task: TaskID) -> Bool { self[task].executorLosses == policy.maxExecutorLosses - 1 }

  /// Such a task has its executor for itself, until it is answered.
  func expectCompany(of attempt: TaskAttempt, on executor: SimulatedExecutor) throws {
    guard executor.outstanding.count > 1, executor.outstanding.contains(where: { isOnLastChance($0.task) }) else {
      return
    }
    throw SimulationFailure("\(attempt) makes company on executor \(executor.id): \(executor.outstanding)")
  }

  /// Whether an executor could begin another task at once.
  func hasRoom(_ executor: SimulatedExecutor) -> Bool {
    !executor.isLost && !executor.isClosing && executor.outstanding.count < executor.slots
      && !executor.outstanding.contains { isOnLastChance($0.task) }
  }

  /// While one waits, no executor that could take it is empty, and the one with the least to do got nothing new.
  ///
  /// - Parameter before: how much each executor had to do before tasks were handed out.
  mutating func expectRoomForLastChances(_ before: [Int]) throws {
    guard let waiting = lastChances.first(where: isWaiting) else { return }
    let open = executors.indices.filter { !executors[$0].isLost && !executors[$0].isClosing }
    func countBefore(_ index: Int) -> Int {
      // Those that found an executor for themselves came first.
      executors[index].outstanding.contains { isOnLastChance($0.task) } ? 1 : before[index]
    }
    guard let spared = open.min(by: { countBefore($0) < countBefore($1) }) else { return }
    guard !executors[spared].outstanding.isEmpty, executors[spared].outstanding.count == countBefore(spared) else {
      throw SimulationFailure(
        "\(waiting) waits for an executor for itself, but \(spared + 1) has \(executors[spared].outstanding)")
    }
    seen.insert(.executorEmptiedForATask)
  }

  private func isWaiting(_ task: TaskID) -> Bool {
    let (state, job) = (self[task], job(task.job))
    return job.isActive && isOnLastChance(task) && !state.isHeld && !state.isCounted
      && state.notBeforeNanoseconds <= nowNanoseconds
      && job.shape.stages[Int(task.stage)].parents.allSatisfy { job.remaining[$0] == 0 }
  }
}
