import CroftDriver
import CroftProtocol

// Tasks that one more loss would condemn.
extension SchedulerSimulator {
  func isOnLastChance(_ task: TaskID) -> Bool { self[task].executorLosses == policy.retry.maxExecutorLosses - 1 }

  /// Such a task has its executor for itself, until it is answered.
  func expectCompany(of attempt: TaskAttempt, on executor: SimulatedExecutor) throws {
    guard executor.held.count > 1, executor.held.contains(where: \.isAlone) else { return }
    throw SimulationFailure("\(attempt) makes company on executor \(executor.id): \(executor.held)")
  }

  /// Whether an executor could begin another task at once.
  func hasRoom(_ executor: SimulatedExecutor) -> Bool {
    executor.isOpen && executor.held.count < executor.slots && !executor.held.contains(where: \.isAlone)
  }

  /// While one waits, no executor that could take it is empty, and the one with the least to do got nothing new.
  ///
  /// - Parameter before: how much each executor had to do before tasks were handed out.
  mutating func expectRoomForLastChances(_ before: [Int]) throws {
    guard !lastChances.isEmpty else { return }
    let waiting = lastChances.filter(isWaiting)
    // Who may have a task that demands something is checked where it is handed out.
    guard let one = waiting.first, waiting.allSatisfy({ !self[$0].isDemanding }) else { return }
    let open = executors.indices.filter { executors[$0].isOpen }
    func countBefore(_ index: Int) -> Int {
      // Those that found an executor for themselves came first.
      executors[index].held.contains(where: \.isAlone) ? 1 : before[index]
    }
    guard let spared = open.min(by: { countBefore($0) < countBefore($1) }) else { return }
    guard !executors[spared].held.isEmpty, executors[spared].held.count == countBefore(spared) else {
      throw SimulationFailure(
        "\(one) waits for an executor for itself, but \(spared + 1) has \(executors[spared].held)")
    }
    seen.insert(.executorEmptiedForATask)
  }

  private func isWaiting(_ task: TaskID) -> Bool {
    let (state, job) = (self[task], job(task.job))
    return job.isActive && isOnLastChance(task) && state.live == 0 && !state.isCounted
      && state.notBeforeNanoseconds <= nowNanoseconds && job.isReady(Int(task.stage))
      && attemptsOut(of: task.job) < job.policy.maxRunning ?? .max
  }
}
