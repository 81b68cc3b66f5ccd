/// What an application asks of a farm.
public struct FarmConfiguration: Sendable, Equatable {
  /// What the application is called in lists and in the journal.
  public var name: String
  /// How many executor processes.
  public var executors: Int
  /// Tasks that run at once in each executor, and cores reserved for it. Nil: the farm's cores, shared among the
  /// executors.
  public var executorCores: Int?
  /// Memory reserved for each executor, in bytes; its limit where the manager can enforce one.
  public var executorMemoryBytes: Int

  /// Spark's default for an executor's memory.
  public static let defaultExecutorMemoryBytes = 1 << 30

  public init(
    name: String, executors: Int = 1, executorCores: Int? = nil,
    executorMemoryBytes: Int = FarmConfiguration.defaultExecutorMemoryBytes
  ) {
    self.name = name
    self.executors = executors
    self.executorCores = executorCores
    self.executorMemoryBytes = executorMemoryBytes
  }

  /// - Throws: `JobError` with the code `noExecutors` for numbers that no farm can give.
  func validate() throws {
    guard executors >= 1, executorCores ?? 1 >= 1, executorMemoryBytes >= 1 else {
      let asked = "\(executors) executors of \(executorCores ?? 1) cores and \(executorMemoryBytes) bytes of memory"
      throw JobError(.noExecutors, "\(asked) were asked for; ask for at least one of each")
    }
  }
}
