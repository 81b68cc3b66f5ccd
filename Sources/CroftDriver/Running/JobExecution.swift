import CroftDataset
import CroftLinux
import CroftProtocol

/// A job under way, whatever the type of its result.
///
/// Unchecked: handed to the driver's loop once, and back to the caller when the loop has let it go.
final class JobExecution: @unchecked Sendable {
  let id: JobID
  let name: String
  let pool: String
  let policy: JobPolicy
  let definition: JobDefinition
  let plan: JobPlan
  /// What has to run, without what an earlier driver has left finished.
  var shape: JobShape
  /// What each stage took so far.
  private(set) var accounts: [StageAccount]
  private(set) var accumulators: AccumulatorValues
  /// How often what went wrong; known at the end.
  private(set) var counters = JobCounters()
  /// What the job has achieved, on disk; nil unless it can be resumed.
  private var journal: JobJournal?
  private let output: OutputDirectory?
  /// An earlier driver has completed the job, and nothing of that is missing.
  private var wasCommitted = false
  /// The whole result is here without any task of this driver's.
  private(set) var isComplete = false
  private var outputNames: [Int: String] = [:]
  /// Adds one partition's encoded result; returns whether the job needs no more.
  private let collect: (UnsafeRawBufferPointer, Int) throws -> Bool
  /// Adds one partition's failure; returns the same.
  private let collectFailure: (ExhaustedTask) throws -> Bool
  private let observe: (@Sendable (TaskEndNotice) -> Void)?
  /// Whether its owner hears of each task that ends.
  var isObserved: Bool { observe != nil }
  private var completion: CheckedContinuation<Void, any Error>?
  /// When the program called for it.
  let startNanoseconds: UInt64
  /// The caller has, or is about to have, the result.
  private(set) var isCommitted = false
  /// How many retries were told of; after a few, silence.
  var retriesReported = 0

  init(
    _ definition: JobDefinition, name: String, pool: String, policy: JobPolicy, startNanoseconds: UInt64,
    plan: JobPlan, output: OutputDirectory?, collect: @escaping (UnsafeRawBufferPointer, Int) throws -> Bool,
    collectFailure: @escaping (ExhaustedTask) throws -> Bool,
    observe: (@Sendable (TaskEndNotice) -> Void)? = nil
  ) throws {
    id = definition.id
    self.name = name
    self.pool = pool
    self.policy = policy
    self.definition = definition
    self.startNanoseconds = startNanoseconds
    self.plan = plan
    self.output = output
    self.collect = collect
    self.collectFailure = collectFailure
    self.observe = observe
    shape = plan.shape
    accounts = Array(repeating: StageAccount(), count: plan.shape.stages.count)
    accumulators = try AccumulatorValues(of: plan.graph)
  }

  var paths: JobPaths { JobPaths(directory: definition.directory) }

  /// Calls `submit` and waits for `end(_:)`.
  func run(submit: (JobExecution) -> Void) async throws {
    try await withCheckedThrowingContinuation { continuation in
      completion = continuation
      submit(self)
    }
  }

  func end(_ result: Result<Void, any Error>, _ counters: JobCounters = JobCounters()) {
    self.counters = counters
    completion?.resume(with: result)
    completion = nil
  }

  /// Notes that a stage's tasks are sent to executors.
  func noteStart(ofStage stage: Int) {
    // Asking for the time with each task would show.
    if accounts[stage].sentNanoseconds == nil {
      accounts[stage].noteSending(atNanoseconds: MonotonicTime.nowNanoseconds)
    }
  }

  /// Notes a success that counts.
  ///
  /// - Parameter isFirst: no earlier attempt of its task has counted.
  func note(_ success: TaskSuccess, isFirst: Bool, atNanoseconds now: UInt64) throws {
    accounts[Int(success.attempt.task.stage)].add(success, atNanoseconds: now)
    if isFirst { try accumulators.add(success.accumulators) }
    journal?.append(success)
  }

  /// How many bytes the job's tasks have written to the scratch directory.
  var scratchBytes: UInt64 { accounts.reduce(0) { $0 + $1.scratchBytes } }

  /// Takes a success that is one partition's result.
  ///
  /// - Returns: whether the job needs no more.
  func take(_ success: TaskSuccess) throws -> Bool {
    let isSatisfied = try take(success.result, of: Int(success.attempt.task.partition))
    observe?(TaskEndNotice(attempt: success.attempt, end: success.end))
    return isSatisfied
  }

  /// Tells of a task whose failure fails the job.
  func note(fatal task: ExhaustedTask) { observe?(TaskEndNotice(task)) }

  private func take(_ result: TaskResult, of partition: Int) throws -> Bool {
    switch result {
    case .inline(let bytes):
      return try bytes.withUnsafeBytes { try take($0, of: partition) }
    case .file(let name):
      let file = try MappedFile(path: paths.result(named: name))
      return try withExtendedLifetime(file) { try take(try BlockFileIndex(file.bytes).block(0), of: partition) }
    }
  }

  private func take(_ bytes: UnsafeRawBufferPointer, of partition: Int) throws -> Bool {
    if output != nil { outputNames[partition] = String(decoding: bytes, as: UTF8.self) }
    return try collect(bytes, partition)
  }

  /// Takes a task that is finished without a result.
  ///
  /// - Returns: whether the job needs no more.
  func take(_ exhausted: ExhaustedTask, atNanoseconds now: UInt64) throws -> Bool {
    accounts[Int(exhausted.attempt.task.stage)].addFailed(atNanoseconds: now)
    journal?.append(exhausted)
    let isSatisfied = try collectFailure(exhausted)
    observe?(TaskEndNotice(exhausted))
    return isSatisfied
  }

  /// Puts what has been noted on disk.
  func flushJournal() throws { try journal?.flush() }

  /// The result is complete and its output in place.
  func commit() throws {
    if !wasCommitted {
      try output?.commit(outputNames)
      journal?.appendDone()
      try journal?.flush()
    }
    isCommitted = true
  }

  /// Leaves no output of a job that failed.
  func abandonOutput() { if !wasCommitted { output?.abandon() } }
}

// MARK: What an earlier driver left

extension JobExecution {
  /// Opens the output, and takes over what an earlier driver's tasks have achieved, as far as it is still there.
  ///
  /// - Parameters:
  ///   - journal: where to note what is achieved from now on; nil unless the job can be resumed.
  ///   - past: what the journal held.
  func begin(_ journal: JobJournal?, from past: JobJournal.Contents) throws {
    self.journal = journal
    let latest = try latest(of: past.successes)
    let isInPlace = try isOutputInPlace(past, latest)
    if !isInPlace { try output?.create() }
    var isSatisfied = try takeOver(past.successes, latest, hasOutput: isInPlace)
    if try takeOver(past.failures) { isSatisfied = true }
    let last = shape.stages[shape.stages.count - 1]
    isComplete = isSatisfied || last.finished.count == last.partitionCount
    wasCommitted = isComplete && (output == nil ? past.isDone : isInPlace)
  }

  /// Of several successes of one task the last one counts: the output of those before it had been lost.
  ///
  /// - Returns: its index.
  private func latest(of successes: JournaledSuccesses) throws -> [TaskID: Int] {
    var latest: [TaskID: Int] = [:]
    for index in 0..<successes.count {
      let task = try successes[index].attempt.task
      let (stage, partition) = (Int(task.stage), Int(task.partition))
      guard stage < shape.stages.count, partition < shape.stages[stage].partitionCount else { continue }
      latest[TaskID(job: id, stage: stage, partition: partition)] = index
    }
    return latest
  }

  /// Whether an earlier driver has put the whole output into its place, even if it did not come to note that. What it
  /// has put there may have been removed since.
  private func isOutputInPlace(_ past: JobJournal.Contents, _ latest: [TaskID: Int]) throws -> Bool {
    guard let output, try output.isComplete else { return false }
    if past.isDone { return true }
    // Where output is replaced, what is in its place may be the old one.
    guard output.workingPath == output.path else { return false }
    let last = shape.stages.count - 1
    let results = latest.filter { Int($0.key.stage) == last }
    guard results.count == shape.stages[last].partitionCount else { return false }
    return try results.allSatisfy { try isUsable(past.successes[$0.value], of: $0.key, hasOutput: false) }
  }

  /// - Returns: whether the job needs no more than it has now.
  private func takeOver(
    _ successes: JournaledSuccesses, _ latest: [TaskID: Int], hasOutput: Bool
  ) throws -> Bool {
    var isSatisfied = false
    for (task, index) in latest {
      let success = try successes[index]
      guard try isUsable(success, of: task, hasOutput: hasOutput) else { continue }
      let stage = Int(task.stage)
      if stage == shape.stages.count - 1, try take(success.result, of: Int(task.partition)) { isSatisfied = true }
      shape.stages[stage].finished[task.partition] = success.attempt.number
      accounts[stage].addResumed(success)
      try accumulators.add(success.accumulators)
    }
    return isSatisfied
  }

  /// Failures of tasks stand, unless there are more of them than may be: then those tasks are tried again.
  ///
  /// - Returns: whether the job needs no more than it has now.
  private func takeOver(_ failures: [ExhaustedTask]) throws -> Bool {
    let last = shape.stages.count - 1
    var latest: [UInt32: ExhaustedTask] = [:]
    for failure in failures {
      let task = failure.attempt.task
      guard Int(task.stage) == last, task.partition < shape.stages[last].partitionCount,
        shape.stages[last].finished[task.partition] == nil
      else { continue }
      latest[task.partition] = failure
    }
    guard !latest.isEmpty, policy.maxFailures.allows(latest.count) else { return false }
    var isSatisfied = false
    for (partition, failure) in latest.sorted(by: { $0.key < $1.key }) {
      if try collectFailure(failure) { isSatisfied = true }
      shape.stages[last].finished[partition] = failure.attempt.number
      shape.stages[last].failedCount += 1
      accounts[last].addResumedFailure()
    }
    return isSatisfied
  }

  /// Whether what a task made is there.
  ///
  /// - Parameter hasOutput: the whole output is known to be in its place.
  private func isUsable(_ success: TaskSuccess, of task: TaskID, hasOutput: Bool) throws -> Bool {
    guard Int(task.stage) == shape.stages.count - 1 else {
      let attempt = TaskAttempt(task: task, number: Int(success.attempt.number))
      return try FileSystem.status(paths.mapOutput(attempt)) != nil
    }
    switch success.result {
    case .file(let name): return try FileSystem.status(paths.result(named: name)) != nil
    case .inline(let bytes):
      guard let output, !hasOutput else { return true }
      return try output.holds(String(decoding: bytes, as: UTF8.self), of: Int(task.partition))
    }
  }

  /// How many tasks need not run.
  var resumedTasks: Int { accounts.reduce(0) { $0 + $1.resumedTasks } }
}
