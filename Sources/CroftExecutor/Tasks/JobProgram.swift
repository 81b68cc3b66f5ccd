import CroftDataset
import CroftProtocol

/// A job's lineage in this process, ready to run any task of it.
///
/// A class, because every task refers to it.
final class JobProgram: Sendable {
  let graph: StageGraph
  /// Computes a partition of the last stage.
  let runResultTask: @Sendable (TaskContext, Int) throws -> [UInt8]

  private init(graph: StageGraph, runResultTask: @escaping @Sendable (TaskContext, Int) throws -> [UInt8]) {
    self.graph = graph
    self.runResultTask = runResultTask
  }

  /// Makes the job from its definition and compares the lineages.
  static func load(_ definition: JobDefinition) -> Result<JobProgram, TaskFailure> {
    do {
      guard let type = JobTypeName.type(named: definition.typeName) else {
        throw TaskFailure(
          kind: .lineageDiffers, errorType: "UnknownJobType",
          message: "the executor's image has no job type \(definition.typeName): is it the driver's image?")
      }
      let program = try make(type, from: definition.value, choices: definition.choices)
      try program.compare(with: definition.lineage)
      return .success(program)
    } catch let failure as TaskFailure {
      return .failure(failure)
    } catch {
      return .failure(TaskFailure(error, kind: .userError))
    }
  }

  private static func make<Value: Job>(
    _ type: Value.Type, from bytes: [UInt8], choices: [UInt8]
  ) throws -> JobProgram {
    let action = try BinaryDecoder.decode(type, from: bytes).body
    let (run, node) = (action.runTask, action.lineage)
    return JobProgram(graph: try StageGraph(endingAt: node, choices: choices)) { try run(node, $0, $1) }
  }

  private func compare(with expected: [String]) throws {
    let own = graph.fingerprint
    guard own != expected else { return }
    let index = zip(own, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let place = index ?? min(own.count, expected.count)
    let here = place < own.count ? own[place] : "no operator"
    let there = place < expected.count ? expected[place] : "no operator"
    throw TaskFailure(
      kind: .lineageDiffers, errorType: "LineageDiffers",
      message: """
        the job's body is not pure: operator \(place) is \"\(there)\" in the driver but \"\(here)\" in the executor. \
        Whatever body depends on has to be a property of the job
        """)
  }
}

extension TaskFailure {
  init(_ error: any Error, kind: Kind) {
    self.init(kind: kind, errorType: String(reflecting: Swift.type(of: error)), message: String(describing: error))
  }
}
