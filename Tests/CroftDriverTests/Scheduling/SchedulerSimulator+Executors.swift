import CroftDriver
import CroftProtocol
import CroftTesting

// What executors do, and what is broken about them and around them.
extension SchedulerSimulator {
  mutating func receive(_ index: Int) throws {
    for _ in 0..<min(executors[index].inbox.count, 1 + random.below(8)) { try executors[index].receive() }
    try beginTasks(on: index)
  }

  private mutating func beginTasks(on index: Int) throws {
    while let attempt = executors[index].beginNext() {
      let bit = try SimulatedTask.bit(attempt.number)
      guard self[attempt.task].begun & bit == 0 else { throw SimulationFailure("\(attempt) began twice") }
      self[attempt.task].begun |= bit
    }
  }

  /// Whether some running task can end.
  func canFinish(on index: Int) -> Bool {
    for attempt in executors[index].running where !isHanging(attempt, on: index) { return true }
    return false
  }

  private func isHanging(_ attempt: TaskAttempt, on index: Int) -> Bool {
    switch self[attempt.task].fate {
    case .hangsOnceForGood: attempt.number == 0
    case .hangsTwice:
      attempt.number < 2 && !executors[index].stopping.contains(attempt)
        && executors[index].definedJobs.contains(attempt.task.job)
    default: false
    }
  }

  /// Some running task ends, as its fate and its inputs will have it.
  mutating func finishTask(on index: Int) throws {
    var place = random.below(executors[index].running.count)
    while isHanging(executors[index].running[place], on: index) {
      place = (place + 1) % executors[index].running.count
    }
    let attempt = executors[index].running.remove(at: place)
    let isKnown = executors[index].definedJobs.contains(attempt.task.job)
    let isWanted = isKnown && !executors[index].stopping.contains(attempt)
    if let failure = try isWanted ? failure(of: attempt, on: index) : cancellation() {
      executors[index].outbox.append(.failed(attempt, failure))
    } else if isWanted, dies(of: attempt, on: index) {
      executors[index].isOutOfMemory = self[attempt.task].fate == .needsMoreMemory
      // It is still running as far as anybody knows.
      return kill(index)
    } else {
      self[attempt.task].written |= try SimulatedTask.bit(attempt.number)
      let nanoseconds = job(attempt.task.job).stageNanoseconds[Int(attempt.task.stage)]
      executors[index].outbox.append(
        .succeeded(TaskSuccesses([TaskSuccess(attempt: attempt, runNanoseconds: nanoseconds, result: .inline([]))])))
    }
    try beginTasks(on: index)
  }

  private func dies(of attempt: TaskAttempt, on index: Int) -> Bool {
    switch self[attempt.task].fate {
    case .killsItsExecutor: true
    case .needsMoreMemory: executors[index].memoryBytes < 4
    default: false
    }
  }

  /// A task whose job has ended or that was told to stop is stopped, unless it was just done.
  private mutating func cancellation() -> TaskFailure? {
    random.isOne(in: 2) ? TaskFailure(kind: .cancelled, errorType: "Cancelled", message: "as asked") : nil
  }

  private mutating func failure(of attempt: TaskAttempt, on index: Int) throws -> TaskFailure? {
    if let failure = try missingInput(of: attempt, on: index) { return failure }
    switch self[attempt.task].fate {
    case .failsTwice where attempt.number < 2, .failsAlways:
      return TaskFailure(kind: .userError, errorType: "Trouble", message: "as planned")
    case .findsAnotherLineage:
      return TaskFailure(kind: .lineageDiffers, errorType: "", message: "as planned")
    case .findsNoRoom:
      return TaskFailure(kind: random.isOne(in: 2) ? .diskFull : .scratchLimit, errorType: "", message: "as planned")
    case .needsMoreForItsCommand where executors[index].commandBytes[attempt]! < 4:
      return TaskFailure(kind: .outOfMemory, errorType: "OutOfMemory", message: "as planned")
    case .readsNonsense:
      return TaskFailure(kind: .permanent, errorType: "Nonsense", message: "as planned")
    default: return nil
    }
  }

  /// Reads all inputs where the executor was told they are, or from the cache.
  private mutating func missingInput(of attempt: TaskAttempt, on index: Int) throws -> TaskFailure? {
    let task = attempt.task
    for parent in job(task.job).shape.stages[Int(task.stage)].parents {
      guard let told = executors[index].outputs.find(parent, of: task.job) else {
        guard job(task.job).shape.stages[parent].isDormant else {
          throw SimulationFailure("executor \(index + 1) runs \(attempt) without the outputs of stage \(parent)")
        }
        guard self[task].isCached else {
          return TaskFailure(kind: .cachedInputLost, errorType: "", message: "it is not in the cache")
        }
        seen.insert(.cachedInputFound)
        continue
      }
      for (partition, number) in told.enumerated() {
        let input = TaskID(job: task.job, stage: parent, partition: partition)
        let bit = try SimulatedTask.bit(number)
        guard self[input].written & bit != 0 else {
          throw SimulationFailure("\(attempt) was told of an output that \(input) never wrote")
        }
        guard self[input].destroyed & bit != 0 else { continue }
        let lost = TaskAttempt(task: input, number: Int(number))
        return TaskFailure(kind: .mapOutputLost, errorType: "", message: "\(lost) is gone", lostOutput: lost)
      }
    }
    return nil
  }

  // MARK: Faults

  mutating func breakSomething() throws {
    faultsLeft -= 1
    let present = executors.indices.filter { executors[$0].isAlive && !executors[$0].isLost }
    let active = jobs.indices.filter { jobs[$0].isActive }
    if present.contains(where: { executors[$0].leavesAtNanoseconds != nil }), random.isOne(in: 2) {
      return wantExecutorsBack()
    }
    switch random.below(13) {
    case 0...2:
      guard let index = present.randomElement(using: &random) else { return }
      executors[index].isOutOfMemory = random.isOne(in: 4)
      kill(index)
    case 3:
      // The connection breaks, but the process goes on for a while.
      guard let index = present.randomElement(using: &random) else { return }
      if random.isOne(in: 2) { close(index) } else { lose(index, .crashed) }
    case 4:
      if let index = present.randomElement(using: &random) { lose(index, .released) }
    case 5...7:
      if let index = active.randomElement(using: &random) { try destroyOutput(of: index) }
    case 8:
      if let index = active.randomElement(using: &random) { emptyCache(of: index) }
    case 9:
      if let index = present.randomElement(using: &random) {
        scheduler.setHoldsCache(random.isOne(in: 2), of: executors[index].id)
      }
    case 10: wantExecutorsBack()
    case 11:
      if let index = present.randomElement(using: &random) { takeExecutor(index) }
    default:
      if let index = active.randomElement(using: &random) {
        scheduler.cancel(jobs[index].id, because: JobError(.cancelled, "the simulation cancels it"))
        jobs[index].dueEnd = .failure(.cancelled)
      }
    }
  }

  /// The driver finds the channel's end; why it came, it is told later.
  mutating func close(_ index: Int) {
    trace?.append("executor \(index + 1) is closing")
    scheduler.executorClosing(executors[index].id)
    executors[index].isClosing = true
    executors[index].inbox = []
  }

  /// The process ends. Some of what it had said is still in the pipe, the rest is not.
  mutating func kill(_ index: Int) {
    trace?.append("executor \(index + 1) dies")
    executors[index].isAlive = false
    executors[index].inbox = []
    executors[index].running = []
    executors[index].outbox.removeLast(random.below(executors[index].outbox.count + 1))
  }

  private mutating func destroyOutput(of index: Int) throws {
    guard jobs[index].resultStage > 0 else { return }
    let stage = random.below(jobs[index].resultStage)
    guard let partition = jobs[index].tasks[stage].indices.randomElement(using: &random) else { return }
    let task = jobs[index].tasks[stage][partition]
    guard task.isCounted else { return }
    trace?.append("the output \(jobs[index].id).\(stage).\(partition)#\(task.output) is destroyed")
    jobs[index].tasks[stage][partition].destroyed |= try SimulatedTask.bit(task.output)
  }

  private mutating func emptyCache(of index: Int) {
    for stage in jobs[index].tasks.indices {
      for partition in jobs[index].tasks[stage].indices { jobs[index].tasks[stage][partition].isCached = false }
    }
  }

  // MARK: Access

  func job(_ id: JobID) -> SimulatedJob { jobs[Int(id.rawValue) - 1] }

  subscript(task: TaskID) -> SimulatedTask {
    get { jobs[Int(task.job.rawValue) - 1].tasks[Int(task.stage)][Int(task.partition)] }
    _modify { yield &jobs[Int(task.job.rawValue) - 1].tasks[Int(task.stage)][Int(task.partition)] }
  }
}
