package import CroftProtocol

/// What a job computes: a lineage that ends in a value for the driver.
public struct Action<Output: Sendable>: Sendable {
  package let lineage: LineageNode
  /// Computes one partition's part of the result, on an executor; gets the action's own node.
  package let runTask: @Sendable (LineageNode, TaskContext, Int) throws -> [UInt8]
  /// Puts the parts together, in the driver.
  package let makeCollector: @Sendable (_ partitionCount: Int) -> any ResultCollector<Output>
  /// Whether a few partitions may be enough, so that tasks are started in growing numbers instead of all at once.
  package let startsSmall: Bool
  /// What the job's tasks write files for.
  package let output: FileOutput?

  package init(
    _ operation: String, _ arguments: String = "", of elementType: Any.Type, from parent: LineageNode,
    at callSite: CallSite,
    startsSmall: Bool = false, output: FileOutput? = nil, sideInputs: [LineageNode] = [], problem: (any Error)? = nil,
    attachment: (any Sendable)? = nil,
    makeCollector: @escaping @Sendable (Int) -> any ResultCollector<Output>,
    runTask: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> [UInt8]
  ) {
    self.lineage = LineageNode(
      operation, arguments, of: elementType, at: callSite, kind: .action, parents: [parent], sideInputs: sideInputs,
      problem: problem, attachment: attachment)
    self.startsSmall = startsSmall
    self.output = output
    self.makeCollector = makeCollector
    self.runTask = runTask
  }

  /// The same job, whose result goes through a function in the driver.
  @usableFromInline
  init<Result: Sendable>(_ action: Action<Result>, finishing transform: @escaping @Sendable (Result) throws -> Output) {
    lineage = action.lineage
    runTask = action.runTask
    startsSmall = action.startsSmall
    output = action.output
    let makeCollector = action.makeCollector
    self.makeCollector = { makeCollector($0).finishing(with: transform) }
  }
}

/// Puts a job's result together from the parts that its tasks computed, in whatever order they come.
package protocol ResultCollector<Output>: Sendable {
  associatedtype Output: Sendable
  /// Says where to put what is too large for the driver's memory. Called once, before the first part comes.
  mutating func useStore(_ store: any ResultStore)
  /// Takes the result of one partition; each comes once.
  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) throws
  /// Whether `finish` has something to say also if tasks have failed. If not, none may.
  var takesFailures: Bool { get }
  /// Takes a task that is finished without a result, in place of its partition's.
  mutating func add(_ failure: ExhaustedTask) throws
  /// Whether nothing more is needed, whatever the other partitions hold.
  var isSatisfied: Bool { get }
  func finish() throws -> Output
}

extension ResultCollector {
  package mutating func useStore(_ store: any ResultStore) {}
  package var takesFailures: Bool { false }
  package mutating func add(_ failure: ExhaustedTask) throws { throw failure.failure }
  package var isSatisfied: Bool { false }
}

extension ResultCollector {
  fileprivate func finishing<New: Sendable>(
    with transform: @escaping @Sendable (Output) throws -> New
  ) -> any ResultCollector<New> {
    FinishingCollector(base: self, transform: transform)
  }
}

/// Another collector, whose result goes through a function.
private struct FinishingCollector<Base: ResultCollector, Output: Sendable>: ResultCollector {
  var base: Base
  let transform: @Sendable (Base.Output) throws -> Output

  mutating func useStore(_ store: any ResultStore) { base.useStore(store) }
  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) throws { try base.add(result, of: partition) }
  var takesFailures: Bool { base.takesFailures }
  mutating func add(_ failure: ExhaustedTask) throws { try base.add(failure) }
  var isSatisfied: Bool { base.isSatisfied }
  func finish() throws -> Output { try transform(base.finish()) }
}
