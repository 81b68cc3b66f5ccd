extension Dataset {
  /// The same dataset with a name, for people: errors, `explain` and the progress of a job show it.
  ///
  /// Name a dataset where it is made. One that is used both with its name and without counts as two, which are computed
  /// apart.
  @inlinable
  public func named(_ name: String) -> Dataset<Element> {
    Dataset(lineage: LineageNode(lineage, named: name), produce: produce)
  }
}
