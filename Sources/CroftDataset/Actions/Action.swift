/// What a job computes: a lineage that ends in a value for the driver.
public struct Action<Output: Sendable>: Sendable {
  package let lineage: LineageNode
  /// Computes one partition's part of the result, on an executor; gets the action's own node.
  package let runTask: @Sendable (LineageNode, TaskContext, Int) throws -> [UInt8]
  /// Puts the parts together, in the driver.
  package let makeCollector: @Sendable (_ partitionCount: Int) -> any ResultCollector<Output>
  /// Whether a few partitions may be enough, so that tasks are started in growing numbers instead of all at once.
  package let startsSmall: Bool
  /// The directory that the job's tasks write files for.
  package let output: String?

  package init(
    _ operation: String, _ arguments: String = "", of elementType: Any.Type, from parent: LineageNode,
    at callSite: CallSite,
    startsSmall: Bool = false, output: String? = nil, problem: (any Error)? = nil,
    makeCollector: @escaping @Sendable (Int) -> any ResultCollector<Output>,
    runTask: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> [UInt8]
  ) {
    self.lineage = LineageNode(
      operation, arguments, of: elementType, at: callSite, kind: .action, parents: [parent], problem: problem)
    self.startsSmall = startsSmall
    self.output = output
    self.makeCollector = makeCollector
    self.runTask = runTask
  }
}

/// Puts a job's result together from the parts that its tasks computed, in whatever order they come.
package protocol ResultCollector<Output>: Sendable {
  associatedtype Output: Sendable
  /// Takes the result of one partition; each comes once.
  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) throws
  /// Whether nothing more is needed, whatever the other partitions hold.
  var isSatisfied: Bool { get }
  func finish() throws -> Output
}

extension ResultCollector {
  package var isSatisfied: Bool { false }
}
