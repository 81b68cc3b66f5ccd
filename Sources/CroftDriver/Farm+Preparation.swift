import CroftDataset
import CroftLinux
import CroftProtocol

extension Farm {
  /// Half a frame, so that the lineage and the paths fit in too.
  private static let maximumJobBytes = TaskChannel.maximumFrameBytes / 2

  /// Everything about a job that is done before any executor hears of it.
  ///
  /// - Returns: also whether an earlier run has completed it, so that there is nothing to run.
  func prepare<Value: Job>(
    _ job: Value, _ id: JobID, pool: String?
  ) throws -> (execution: JobExecution, collector: CollectorBox<Value.Output>, isDone: Bool) {
    let typeName = try JobTypeName.name(of: Value.self)
    let value = try BinaryEncoder.encode(job)
    let action = job.body
    guard value.count <= Self.maximumJobBytes else {
      throw JobError(
        .invalidJob,
        """
        the job's properties take \(value.count) bytes, and \(Self.maximumJobBytes) can be sent: put the data into a \
        file, and its path into the job, or broadcast it
        """)
    }
    let listing = RecordingListing(InputListing(parallelism: parallelism))
    let plan = try JobPlan(endingAt: action.lineage, startsSmall: action.startsSmall, services: listing)
    let directory =
      resumption?.jobDirectory(typeName: typeName, value: value) ?? ScratchPaths(root: scratch).job(id)
    let definition = JobDefinition(
      id: id, typeName: typeName, value: value, lineage: plan.graph.fingerprint,
      partitionCounts: plan.partitionCounts.counts.map { UInt32($0) }, choices: plan.graph.choices.map { UInt8($0) },
      scratch: scratch, directory: directory, output: try action.output.map { try absolutePath($0) } ?? "")
    var past = JobJournal.Contents()
    let journal = try resumption.map { resumption in
      let identity = try JobIdentity(
        program: resumption.program, typeName: typeName, value: value, plan: plan, inputs: listing.files)
      return try JobJournal(in: directory, identity: identity.bytes, contents: &past)
    }
    try makeDirectories(JobPaths(directory: directory), plan)
    let output = past.isDone ? nil : try action.output.map { try OutputDirectory(creating: $0) }
    let collector = CollectorBox(
      action.makeCollector(plan.shape.stages.last!.partitionCount), JobResultStore(JobPaths(directory: directory)))
    let execution = try JobExecution(
      definition, name: job.jobName, pool: pool ?? PoolPolicy.defaultPool, plan: plan, output: output,
      journal: journal, collect: collector.add)
    let isComplete = try execution.goOn(from: past)
    return (execution, collector, past.isDone && isComplete)
  }

  private func makeDirectories(_ paths: JobPaths, _ plan: JobPlan) throws {
    try FileSystem.createDirectory(paths.directory, mode: 0o700, parents: true)
    for stage in plan.graph.stages.indices.dropLast() {
      try FileSystem.createDirectory(paths.stage(stage), mode: 0o700, parents: true)
    }
  }
}

extension JobExecution {
  /// Takes over what an earlier driver's tasks have achieved, as far as it is still there.
  ///
  /// - Returns: whether every result that was noted is.
  func goOn(from past: JobJournal.Contents) throws -> Bool {
    var isComplete = true
    let last = shape.stages.count - 1
    // Of several successes of one task the last one counts: its output had been lost before.
    var successes: [TaskID: TaskSuccess] = [:]
    for success in past.successes {
      let task = success.attempt.task
      successes[TaskID(job: id, stage: Int(task.stage), partition: Int(task.partition))] = success
    }
    for (task, success) in successes {
      let (stage, partition) = (Int(task.stage), Int(task.partition))
      guard stage <= last, partition < shape.stages[stage].partitionCount else { continue }
      let attempt = TaskAttempt(task: task, number: Int(success.attempt.number))
      if stage == last {
        guard isReadable(success.result) else {
          isComplete = false
          continue
        }
        _ = try take(success.result, of: partition)
      } else {
        guard try FileSystem.status(paths.mapOutput(attempt)) != nil else { continue }
      }
      shape.stages[stage].finished[task.partition] = success.attempt.number
      accounts[stage].add(success)
      try accumulators.add(success.accumulators)
    }
    return isComplete
  }

  private func isReadable(_ result: TaskResult) -> Bool {
    guard case .file(let name) = result else { return true }
    return (try? FileSystem.status(paths.result(named: name))) != nil
  }
}

/// A job's collector, on its way from the loop, which fills it, to the caller, who takes the result.
///
/// Unchecked: the job's end hands it over.
final class CollectorBox<Output: Sendable>: @unchecked Sendable {
  private var collector: any ResultCollector<Output>

  init(_ collector: any ResultCollector<Output>, _ store: JobResultStore) {
    self.collector = collector
    self.collector.useStore(store)
  }

  func add(_ bytes: UnsafeRawBufferPointer, of partition: Int) throws -> Bool {
    try collector.add(bytes, of: partition)
    return collector.isSatisfied
  }

  func finish() throws -> Output { try collector.finish() }
}
