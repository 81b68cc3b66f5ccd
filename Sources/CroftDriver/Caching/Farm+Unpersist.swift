public import CroftDataset

extension Farm {
  /// Gives up the partitions that are kept of a definition's dataset, and of what is persisted in its body, in memory
  /// and on disk. A job that reads them at the moment computes them again.
  ///
  /// Returns at once; executors are told before they get another task.
  ///
  /// - Throws: what the definition's encoding throws.
  public func unpersist(_ definition: some DatasetDefinition) throws {
    loop.ask(.unpersist(try DefinitionIdentity(definition)))
  }

  /// Gives up the partitions that are kept of every definition.
  public func unpersistAll() { loop.ask(.unpersist(nil)) }
}
