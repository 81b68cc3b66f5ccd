import CroftDataset
import CroftLinux
import CroftProtocol

/// A job under way, whatever the type of its result.
///
/// Unchecked: handed to the driver's loop once, and back to the caller when the loop has let it go.
final class JobExecution: @unchecked Sendable {
  let id: JobID
  let definition: JobDefinition
  let plan: JobPlan
  private let output: OutputDirectory?
  private var outputNames: [Int: String] = [:]
  /// Adds one partition's encoded result; returns whether the job needs no more.
  private let collect: (UnsafeRawBufferPointer, Int) throws -> Bool
  private var completion: CheckedContinuation<Void, any Error>?
  /// How many retries were told of; after a few, silence.
  var retriesReported = 0

  init(
    id: JobID, definition: JobDefinition, plan: JobPlan, output: OutputDirectory?,
    collect: @escaping (UnsafeRawBufferPointer, Int) throws -> Bool
  ) {
    self.id = id
    self.definition = definition
    self.plan = plan
    self.output = output
    self.collect = collect
  }

  /// Calls `submit` and waits for `end(_:)`.
  func run(submit: (JobExecution) -> Void) async throws {
    try await withCheckedThrowingContinuation { continuation in
      completion = continuation
      submit(self)
    }
  }

  func end(_ result: Result<Void, any Error>) {
    completion?.resume(with: result)
    completion = nil
  }

  /// Takes one partition's result.
  ///
  /// - Returns: whether the job needs no more.
  func take(_ result: TaskResult, of partition: Int) throws -> Bool {
    switch result {
    case .inline(let bytes):
      return try bytes.withUnsafeBytes { try take($0, of: partition) }
    case .file(let name):
      let file = try MappedFile(path: ScratchPaths(root: definition.scratch).result(named: name, of: id))
      return try withExtendedLifetime(file) { try take(try BlockFileIndex(file.bytes).block(0), of: partition) }
    }
  }

  private func take(_ bytes: UnsafeRawBufferPointer, of partition: Int) throws -> Bool {
    if output != nil { outputNames[partition] = String(decoding: bytes, as: UTF8.self) }
    return try collect(bytes, partition)
  }

  func commitOutput() throws { try output?.commit(outputNames) }
  func abandonOutput() { output?.abandon() }
}
