import CroftDataset
import CroftLinux
import CroftProtocol

extension Farm {
  /// Half a frame for the value and a quarter for the lineage, so that the paths fit in too.
  private static let maximumJobBytes = TaskChannel.maximumFrameBytes / 2
  private static let maximumLineageBytes = TaskChannel.maximumFrameBytes / 4

  /// Everything about a job that is done before any executor hears of it.
  ///
  /// - Parameter start: when the program called for the job.
  func prepare<Value: Job>(
    _ job: Value, _ id: JobID, pool: String?, policy: JobPolicy,
    observing observe: (@Sendable (TaskEndNotice) -> Void)?,
    atNanoseconds start: UInt64
  ) throws -> (execution: JobExecution, collector: CollectorBox<Value.Output>) {
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
    let lineage = try Self.checkedLineage(of: plan)
    let directory =
      resumption?.jobDirectory(typeName: typeName, value: value) ?? ScratchPaths(root: scratch).job(id)
    let output = try action.output.map { try OutputDirectory($0, jobDirectory: directory) }
    let definition = JobDefinition(
      id: id, typeName: typeName, value: value, lineage: lineage,
      partitionCounts: plan.partitionCounts.counts.map { UInt32($0) }, choices: plan.graph.choices.map { UInt8($0) },
      scratch: scratch, directory: directory,
      scratchLimitBytes: loop.configuration.scratchLimitBytes, output: output?.workingPath ?? "")
    let collector = CollectorBox(
      action.makeCollector(plan.shape.stages.last!.partitionCount), JobResultStore(JobPaths(directory: directory)))
    guard policy.maxFailures == .none || collector.takesFailures else {
      throw JobError(
        .invalidJob,
        "the action \"\(plan.graph.stages.last!.terminal.operation)\" has no result if tasks fail: don't let any fail")
    }
    let execution = try JobExecution(
      definition, name: job.jobName, pool: pool ?? PoolPolicy.defaultPool, policy: policy, startNanoseconds: start,
      plan: plan, output: output, collect: collector.add, collectFailure: collector.add, observe: observe)
    let (journal, past) = try openJournal(of: definition, plan, inputs: listing.files)
    try makeDirectories(execution.paths, plan)
    try execution.begin(journal, from: past)
    if execution.resumedTasks > 0 { loop.ask(.say(Self.resumed(execution))) }
    return (execution, collector)
  }

  private static func checkedLineage(of plan: JobPlan) throws(JobError) -> [String] {
    let lineage = plan.graph.fingerprint
    let bytes = lineage.reduce(0) { $0 + $1.utf8.count }
    guard bytes <= maximumLineageBytes else {
      throw JobError(
        .invalidJob,
        """
        the job's operators take \(bytes) bytes to describe, and \(maximumLineageBytes) can be sent: name directories \
        or patterns instead of so many files
        """)
    }
    return lineage
  }

  /// The journal of a job that can be resumed, and what an earlier driver has left in it.
  private func openJournal(
    of job: JobDefinition, _ plan: JobPlan, inputs: [InputFile]
  ) throws -> (JobJournal?, JobJournal.Contents) {
    guard let resumption else { return (nil, JobJournal.Contents()) }
    let identity = try JobIdentity(
      program: resumption.program, typeName: job.typeName, value: job.value, plan: plan, inputs: inputs)
    var contents = JobJournal.Contents()
    let journal = try JobJournal(
      in: job.directory, identity: identity.bytes, retryNumber: loop.configuration.retryNumber, contents: &contents)
    return (journal, contents)
  }

  private static func resumed(_ execution: JobExecution) -> String {
    let job = "job \(execution.id) (\(execution.name))"
    if execution.isComplete { return "\(job) need not run: an earlier run has its result" }
    let count = execution.shape.stages.reduce(0) { $0 + $1.partitionCount }
    let tasks = "\(execution.resumedTasks) of \(count) tasks"
    return "\(job) goes on where an earlier run was: \(tasks) are done"
  }

  private func makeDirectories(_ paths: JobPaths, _ plan: JobPlan) throws {
    try FileSystem.createDirectory(paths.directory, mode: 0o700, parents: true)
    for stage in plan.graph.stages.indices.dropLast() {
      try FileSystem.createDirectory(paths.stage(stage), mode: 0o700, parents: true)
    }
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

  /// Whether there is a result also if tasks fail.
  var takesFailures: Bool { collector.takesFailures }

  func add(_ failure: ExhaustedTask) throws -> Bool {
    try collector.add(failure)
    return collector.isSatisfied
  }

  func finish() throws -> Output { try collector.finish() }
}
