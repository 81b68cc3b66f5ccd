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
  let definition: JobDefinition
  let plan: JobPlan
  /// What has to run, without what an earlier driver has left finished.
  var shape: JobShape
  /// What each stage took so far.
  var accounts: [StageAccount]
  var accumulators: AccumulatorValues
  /// How often what went wrong; known at the end.
  private(set) var counters = JobCounters()
  /// What the job has achieved, on disk; nil unless it can be resumed.
  private let journal: JobJournal?
  private let output: OutputDirectory?
  private var outputNames: [Int: String] = [:]
  /// Adds one partition's encoded result; returns whether the job needs no more.
  private let collect: (UnsafeRawBufferPointer, Int) throws -> Bool
  private var completion: CheckedContinuation<Void, any Error>?
  /// When it was handed to the loop.
  private(set) var startNanoseconds: UInt64 = 0
  /// The caller has, or is about to have, the result.
  private(set) var isCommitted = false
  /// How many retries were told of; after a few, silence.
  var retriesReported = 0

  init(
    _ definition: JobDefinition, name: String, pool: String, plan: JobPlan, output: OutputDirectory?,
    journal: JobJournal?, collect: @escaping (UnsafeRawBufferPointer, Int) throws -> Bool
  ) throws {
    id = definition.id
    self.name = name
    self.pool = pool
    self.definition = definition
    self.plan = plan
    self.output = output
    self.journal = journal
    self.collect = collect
    shape = plan.shape
    accounts = Array(repeating: StageAccount(), count: plan.shape.stages.count)
    accumulators = try AccumulatorValues(of: plan.graph)
  }

  var paths: JobPaths { JobPaths(directory: definition.directory) }

  /// Calls `submit` and waits for `end(_:)`.
  func run(submit: (JobExecution) -> Void) async throws {
    startNanoseconds = MonotonicTime.nowNanoseconds
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

  /// Notes a success that counts.
  ///
  /// - Parameter isFirst: no earlier attempt of its task has counted.
  func note(_ success: TaskSuccess, isFirst: Bool) throws {
    accounts[Int(success.attempt.task.stage)].add(success)
    if isFirst { try accumulators.add(success.accumulators) }
    journal?.append(success)
  }

  /// How many bytes the job's tasks have left in the scratch directory.
  var scratchBytes: UInt64 { accounts.reduce(0) { $0 + $1.scratchBytes } }

  /// Takes one partition's result.
  ///
  /// - Returns: whether the job needs no more.
  func take(_ result: TaskResult, of partition: Int) throws -> Bool {
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

  /// Puts what has been noted on disk.
  func flushJournal() throws { try journal?.flush() }

  /// The result is complete and its output in place.
  func commit() throws {
    try output?.commit(outputNames)
    journal?.appendDone()
    try journal?.flush()
    isCommitted = true
  }

  func abandonOutput() { output?.abandon() }
}
