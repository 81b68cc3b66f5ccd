package import CroftProtocol

/// What the scheduler has to know of a job: its stages and how they hang together.
package struct JobShape: Sendable, Equatable {
  package struct Stage: Sendable, Equatable {
    package var partitionCount: Int
    /// The stages whose output this one reads; all of them come before it.
    package var parents: [Int]
    /// For a partition, the executors that hold its cached input. Most stages have none.
    package var preferred: [UInt32: [ExecutorID]]
    /// Nobody is expected to read its output, because its readers find their input in the cache: it runs only when one
    /// of them reports that it did not. The last stage is never dormant.
    package var isDormant: Bool
    /// Partitions that need not run, with the attempt whose output is on disk already.
    package var finished: [UInt32: UInt16]
    /// How many of those ended in failure, which is only for the last stage to have.
    package var failedCount: Int

    package init(
      partitionCount: Int, parents: [Int], preferred: [UInt32: [ExecutorID]] = [:], isDormant: Bool = false,
      finished: [UInt32: UInt16] = [:], failedCount: Int = 0
    ) {
      self.partitionCount = partitionCount
      self.parents = parents
      self.preferred = preferred
      self.isDormant = isDormant
      self.finished = finished
      self.failedCount = failedCount
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
