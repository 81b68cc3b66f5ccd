import CroftBatch
import CroftDataset
import CroftDriver
import CroftLinux
import CroftProtocol

/// Runs the steps of a submission as jobs of one farm. Several steps may run at once.
struct StepRunner: Sendable {
  let submission: Submission
  let farm: Farm
  /// The farm's.
  let capacity: Resources
  /// The directory of the stored submission: what lies there is found again by a driver that goes on with it. nil
  /// where nothing is stored.
  let directory: String?
  let plan: ExecutorPlan
  let ledger: TaskLedger
  let printer: OutputPrinter

  /// Runs the tasks of a step that is no application of Croft's own, to their ends.
  ///
  /// - Parameter number: the step's place in the submission.
  /// - Returns: how many of its tasks succeeded and failed.
  /// - Throws: a `BatchError` for inputs that can't be read, and a `JobError`: with the code `taskFailed` if more tasks
  ///   failed than may; `CancellationError` while inputs are read.
  func run(_ number: Int) async throws -> TaskCounts {
    let step = submission.steps[number]
    let inputs = try await inputs(of: number)
    ledger.begin(number, taskCount: inputs.count)
    guard inputs.count > 0 else { return TaskCounts() }
    try step.checkOutputs(inputs)
    let definition = try CommandDefinition(
      of: submission, step: number, inputs: inputs, coresPerTask: plan.coresPerTask)
    let resources = try TaskResources(step.settings, of: capacity, isEnforced: farm.applicationNumber != nil)
    let policy = JobPolicy(step.settings, resources, priority: submission.priority)
    let job = CommandJob(
      title: step.name ?? submission.name, taskCount: inputs.count, definition: try share(definition, number))
    do {
      let (outcomes, _) = try await farm.runReporting(
        job, pool: nil, policy: policy, number: Self.jobNumber(ofStep: number)
      ) {
        take($0, ofStep: number)
      } resuming: { resumed in
        ledger.resume(number, resumed)
        printer.skip(resumed.partitions, ofStep: number)
      }
      let counts = TaskCounts(
        total: outcomes.partitionCount, succeeded: outcomes.succeededCount, failed: outcomes.failedCount)
      ledger.take(counts, ofStep: number)
      ledger.note(outcomes.use.unenforced)
      return counts
    } catch let error as JobError {
      throw explained(error, ofStep: number, policy)
    }
  }

  /// What the farm calls a step, and so `croft show` and the journal: its place in the submission, from 1. Whichever
  /// driver runs it, it is the same.
  static func jobNumber(ofStep number: Int) -> UInt32 { UInt32(number + 1) }

  /// The same in the words of those who submit jobs, who know steps, and tasks from 1.
  private func explained(_ error: JobError, ofStep number: Int, _ policy: JobPolicy) -> JobError {
    let step = submission.steps[number]
    guard policy.maxFailures.allows(ledger.counts(of: number).failed) else {
      let most = step.settings.maxFailures ?? 0
      return JobError(.taskFailed, "more tasks failed than may (--max-failures \(most)), and so the rest was not run")
    }
    guard error.code == .diskFull, let task = error.partition, let reason = error.taskMessage else { return error }
    let place = step.name.map { "\($0): " } ?? ""
    return JobError(
      .diskFull,
      "\(place)task \(task + 1) found no room to write: \(reason). Make room, or use another directory",
      partition: task)
  }

  private func take(_ notice: TaskEndNotice, ofStep step: Int) {
    ledger.ended(step, isFailed: notice.failure != nil, cpuMicroseconds: notice.end?.cpuMicroseconds ?? 0)
    printer.add(
      EndedTask(
        step: step, task: notice.partition, attempt: Int(notice.attempt.number), failure: notice.failure?.message))
  }

  private func share(_ definition: CommandDefinition, _ step: Int) throws -> CommandJob.Definition {
    let size = try BinaryEncoder.encode(definition).count
    if size <= CommandJob.Definition.mostInlineBytes { return .inline(definition) }
    // The file's name is a part of the job: another driver of the same submission has to come to the same.
    guard let directory else { return .stored(try farm.broadcast(definition)) }
    return .stored(try BroadcastWriter.store(definition, number: step, in: ScratchPaths(root: directory)))
  }
}
