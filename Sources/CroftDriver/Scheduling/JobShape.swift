/// What the scheduler has to know of a job: its stages and how they hang together.
package struct JobShape: Sendable, Equatable {
  package struct Stage: Sendable, Equatable {
    package var partitionCount: Int
    /// The stages whose output this one reads; all of them come before it.
    package var parents: [Int]

    package init(partitionCount: Int, parents: [Int]) {
      self.partitionCount = partitionCount
      self.parents = parents
    }
  }

  /// The last stage's tasks compute the result, those of the others map outputs.
  package var stages: [Stage]
  /// Whether the last stage is to start with one task and grow, because a few partitions may be enough.
  package var startsSmall: Bool

  package init(stages: [Stage], startsSmall: Bool = false) {
    self.stages = stages
    self.startsSmall = startsSmall
  }
}
