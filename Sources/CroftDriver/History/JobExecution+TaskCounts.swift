import CroftProtocol

extension JobExecution {
  /// How many tasks its last stage has, and what became of them so far, here or under an earlier driver.
  var taskCounts: TaskCounts {
    guard let stage = shape.stages.last, let account = accounts.last else { return TaskCounts() }
    // A task that ran again, since its output had been lost, has succeeded once.
    let done = min(account.countedTasks + account.resumedTasks, stage.partitionCount)
    let failed = min(account.failedTasks, done)
    return TaskCounts(total: stage.partitionCount, succeeded: done - failed, failed: failed)
  }

  /// The same at its end: the task whose failure has ended it isn't among those that it tolerates. Only one of the last
  /// stage is counted, as all others are.
  func taskCounts(after result: Result<Void, any Error>) -> TaskCounts {
    var counts = taskCounts
    if case .failure(let error as JobError) = result, error.partition != nil, error.stage == shape.stages.count - 1,
      counts.succeeded + counts.failed < counts.total
    {
      counts.failed += 1
    }
    return counts
  }
}
