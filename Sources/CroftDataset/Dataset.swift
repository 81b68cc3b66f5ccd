/// A lazy, partitioned collection with a lineage: Spark's RDD.
///
/// Operators describe; nothing is read or computed until an action of a `Job` runs on a `Farm`. A dataset lives inside
/// a job's `body`, which the driver and every executor evaluate for themselves, so the closures given to operators
/// never travel. They run on executors, several at once: they must be pure, and may capture only `Sendable` values.
/// What they throw fails their task, which is tried again; after four times the job fails with it.
///
/// ```swift
/// Dataset.lines(in: "/var/log/*.log")
///   .filter { $0.contains(0x45) }
///   .count()
/// ```
public struct Dataset<Element: Sendable>: Sendable {
  /// Pushes every element of one partition into a sink. A stage is one chain of these.
  ///
  /// The compiler melts a chain into one loop as long as each closure captures nothing but other such closures. That is
  /// why the dataset's own operator is a parameter: all else that a closure needs to know, it finds there.
  @usableFromInline
  package typealias Produce = @Sendable (LineageNode, TaskContext, Int, (Element) throws -> Void) throws -> Void

  @usableFromInline package let lineage: LineageNode
  @usableFromInline package let produce: Produce

  @inlinable
  package init(lineage: LineageNode, produce: @escaping Produce) {
    self.lineage = lineage
    self.produce = produce
  }
}
