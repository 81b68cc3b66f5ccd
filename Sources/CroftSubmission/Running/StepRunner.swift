import CroftBatch
import CroftDataset
import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

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
  ///   failed than may.
  func run(_ number: Int) async throws -> TaskCounts {
    let step = submission.steps[number]
    let inputs = try inputs(of: number)
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
      ) { take($0, ofStep: number) }
      return ledger.finish(number, outcomes)
    } catch is JobError where !policy.maxFailures.allows(ledger.failedCount(of: number)) {
      let most = step.settings.maxFailures ?? 0
      throw JobError(.taskFailed, "more tasks failed than may (--max-failures \(most)), and so the rest was not run")
    }
  }

  /// What the farm calls a step, and so `croft show` and the journal: its place in the submission, from 1. Whichever
  /// driver runs it, it is the same.
  static func jobNumber(ofStep number: Int) -> UInt32 { UInt32(number + 1) }

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

/// What has become of the tasks so far, counted as they end.
final class TaskLedger: Sendable {
  private struct State {
    var counts: [Int: TaskCounts] = [:]
    var cpuMicroseconds: UInt64 = 0
  }

  private let state = Mutex(State())

  func begin(_ step: Int, taskCount: Int) {
    state.withLock { $0.counts[step] = TaskCounts(total: taskCount) }
  }

  func ended(_ step: Int, isFailed: Bool, cpuMicroseconds: UInt64) {
    state.withLock { state in
      if !isFailed {
        state.counts[step, default: TaskCounts()].succeeded += 1
      } else {
        state.counts[step, default: TaskCounts()].failed += 1
      }
      state.cpuMicroseconds &+= cpuMicroseconds
    }
  }

  func failedCount(of step: Int) -> Int { state.withLock { $0.counts[step]?.failed ?? 0 } }

  /// Takes the step's own account, in which those tasks are, too, that an earlier driver has brought to their ends.
  func finish(_ step: Int, _ outcomes: CommandOutcomes) -> TaskCounts {
    let counts = TaskCounts(
      total: outcomes.partitionCount, succeeded: outcomes.succeededCount, failed: outcomes.failedCount)
    state.withLock { $0.counts[step] = counts }
    return counts
  }

  var total: (tasks: TaskCounts, cpuMicroseconds: UInt64) {
    state.withLock { state in (state.counts.values.reduce(into: TaskCounts()) { $0 += $1 }, state.cpuMicroseconds) }
  }
}
