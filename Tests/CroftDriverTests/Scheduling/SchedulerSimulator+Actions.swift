import CroftDriver
import CroftProtocol

// What the scheduler wants done, checked against the account.
extension SchedulerSimulator {
  mutating func performActions() throws {
    let before = executors.map(\.outstanding.count)
    for action in scheduler.takeActions() {
      trace?.append("  \(action)")
      try perform(action)
    }
    try expectRoomForLastChances(before)
    for job in jobs where job.end != job.dueEnd {
      throw SimulationFailure("job \(job.id) ended with \(job.end, or: "nothing"), not \(job.dueEnd, or: "nothing")")
    }
    guard dueReplacements == 0 else { throw SimulationFailure("\(dueReplacements) executors are not replaced") }
  }

  private mutating func perform(_ action: SchedulerAction) throws {
    switch action {
    case .define(let job, let executor):
      let index = try open(executor)
      guard self.job(job).isActive, executors[index].toldJobs.insert(job).inserted else {
        throw SimulationFailure("job \(job) is defined on executor \(executor), again or too late")
      }
      executors[index].inbox.append(action)
    case .sendMapOutputs(let outputs, let executor): try send(outputs, to: open(executor), action)
    case .run(let attempt, let executor): try run(attempt, on: open(executor), action)
    case .revoke(let attempts, let executor):
      let index = try open(executor)
      guard attempts.allSatisfy(executors[index].outstanding.dropFirst(executors[index].slots).contains) else {
        throw SimulationFailure("executor \(executor) is to hand back what it runs: \(attempts)")
      }
      guard executors.contains(where: hasRoom) else {
        throw SimulationFailure("executor \(executor) is to hand back what nobody could take: \(attempts)")
      }
      executors[index].inbox.append(action)
    case .endJob(let job, let executor):
      let index = try present(executor)
      guard !self.job(job).isActive, executors[index].toldJobs.remove(job) != nil else {
        throw SimulationFailure("job \(job) ends on executor \(executor) too early or was unknown there")
      }
      executors[index].toldOutputs.removeAll { $0.job == job }
      post(action, to: index)
    case .jobSucceeded(let job): try end(job, .success)
    case .jobFailed(let job, let error): try end(job, .failure(error.code))
    case .replaceExecutor:
      dueReplacements -= 1
      awaitedExecutors += 1
    case .wake(let time): wakeAtNanoseconds = time
    case .report: break
    }
  }

  private func present(_ executor: ExecutorID) throws -> Int {
    let index = executor.rawValue - 1
    guard !executors[index].isLost else { throw SimulationFailure("executor \(executor) is lost and gets a message") }
    return index
  }

  /// One that may be given work.
  private func open(_ executor: ExecutorID) throws -> Int {
    let index = try present(executor)
    guard !executors[index].isClosing else { throw SimulationFailure("executor \(executor) is closing and gets work") }
    return index
  }

  /// What is sent to a channel that has ended goes nowhere.
  private mutating func post(_ action: SchedulerAction, to index: Int) {
    if !executors[index].isClosing { executors[index].inbox.append(action) }
  }

  private mutating func send(_ outputs: MapOutputs, to index: Int, _ action: SchedulerAction) throws {
    let job = job(outputs.job)
    guard job.isActive, job.remaining[Int(outputs.stage)] == 0, outputs.attempts == job.outputs(of: Int(outputs.stage))
    else { throw SimulationFailure("executor \(index + 1) is told what is not so: \(outputs)") }
    guard executors[index].toldOutputs.find(Int(outputs.stage), of: outputs.job) != outputs.attempts else {
      throw SimulationFailure("executor \(index + 1) is told again: \(outputs)")
    }
    executors[index].toldOutputs.replace(with: outputs)
    executors[index].inbox.append(action)
  }

  private mutating func run(_ attempt: TaskAttempt, on index: Int, _ action: SchedulerAction) throws {
    let (id, task, job) = (executors[index].id, self[attempt.task], job(attempt.task.job))
    guard job.isActive, executors[index].toldJobs.contains(job.id) else {
      throw SimulationFailure("\(attempt) on executor \(id), where its job is not known or no more")
    }
    for parent in job.shape.stages[Int(attempt.task.stage)].parents {
      guard job.remaining[parent] == 0,
        executors[index].toldOutputs.find(parent, of: job.id) == job.outputs(of: parent)
      else { throw SimulationFailure("\(attempt) on executor \(id) without the outputs of stage \(parent)") }
    }
    guard !task.isHeld else { throw SimulationFailure("\(attempt) while another attempt is out") }
    guard !task.isCounted else { throw SimulationFailure("\(attempt) though the task is done") }
    guard task.notBeforeNanoseconds <= nowNanoseconds else { throw SimulationFailure("\(attempt) came too early") }
    let bit = try SimulatedTask.bit(attempt.number)
    guard task.handedOut & bit == 0 else { throw SimulationFailure("\(attempt) for the second time") }
    self[attempt.task].handedOut |= bit
    self[attempt.task].isHeld = true
    executors[index].outstanding.append(attempt)
    executors[index].inbox.append(action)
    try expectBound(after: attempt, of: job, on: executors[index])
    try expectCompany(of: attempt, on: executors[index])
  }

  /// Little is sent ahead, nothing beside a suspect, and nothing that is known to take long.
  private func expectBound(after attempt: TaskAttempt, of job: SimulatedJob, on executor: SimulatedExecutor) throws {
    let stage = Int(attempt.task.stage)
    let isLong = job.stageNanoseconds[stage] >= 200_000_000 && job.tasks[stage].contains(where: \.isCounted)
    let isAlone = executor.outstanding.contains { self[$0.task].isSuspect && self.job($0.task.job).isActive }
    let bound = isLong || isAlone ? executor.slots : executor.slots * 513
    guard executor.outstanding.count <= bound else {
      throw SimulationFailure(
        "\(attempt) is one too many for executor \(executor.id), which has \(executor.outstanding)")
    }
  }

  private mutating func end(_ job: JobID, _ end: SimulatedJob.End) throws {
    let index = Int(job.rawValue) - 1
    guard jobs[index].end == nil else { throw SimulationFailure("job \(job) ends twice") }
    jobs[index].end = end
  }
}

extension DefaultStringInterpolation {
  fileprivate mutating func appendInterpolation(_ end: SimulatedJob.End?, or absent: String) {
    appendLiteral(end.map { "\($0)" } ?? absent)
  }
}
