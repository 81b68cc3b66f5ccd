/// A dataset as a value: what makes it is a type, and what it is made from are the type's properties.
///
/// Two definitions of one type that are equal make the same dataset, in whichever job. So what is persisted in the
/// `body` of a definition, or directly on its `dataset`, is kept from job to job of an application, until the program
/// calls `Farm.unpersist` or room is needed for something else.
///
/// ```swift
/// struct Points: DatasetDefinition {
///   var input: String
///   var body: Dataset<Point> { Dataset.lines(in: input).map { try Point($0) }.cache() }
/// }
///
/// struct Step: Job {
///   var points: Points
///   var centers: [Point]
///   var body: Action<[Point]> { … points.dataset.map { … } … }
/// }
/// ```
///
/// As with a job, `body` has to be pure: it may depend on nothing but the properties. Input that changes while an
/// application runs is not noticed where partitions are kept.
public protocol DatasetDefinition: Codable, Hashable, Sendable {
  associatedtype Element: Sendable
  /// The dataset's lineage.
  var body: Dataset<Element> { get }
}

extension DatasetDefinition {
  /// The dataset that the definition makes, named after its type unless `body` gives it a name.
  ///
  /// A definition whose value can't be encoded fails the job before it runs.
  @inlinable
  @inline(__always)
  public var dataset: Dataset<Element> {
    let body = self.body
    return Dataset(lineage: LineageNode(body.lineage, of: self), produce: body.produce)
  }
}
