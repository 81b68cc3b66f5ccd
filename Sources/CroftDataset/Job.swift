/// One action on a dataset, as a value that travels.
///
/// The driver sends a job's type and its encoded properties to the executors, and each of them evaluates `body` to get
/// the same lineage. So `body` has to be pure: whatever it depends on is a property. A `body` that comes out different
/// on an executor is found by comparing lineages, and the job fails with the first operator that differs.
///
/// ```swift
/// struct LineCount: Job {
///   var input: String
///   var body: Action<Int> { Dataset.lines(in: input).count() }
/// }
/// ```
///
/// The type must be one that can be found by name at run time: not `private`, not `fileprivate`, not declared inside a
/// function. `Farm.run` checks this before it sends anything.
public protocol Job: Codable, Sendable {
  associatedtype Output: Sendable
  /// The lineage and its action.
  var body: Action<Output> { get }
  /// What the job is called in progress, reports and plans. The name of its type if not given.
  var jobName: String { get }
}

extension Job {
  /// The name of the type.
  public var jobName: String { _typeName(Self.self, qualified: false) }
}
