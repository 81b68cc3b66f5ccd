/// What one executor has done for the application.
public struct ExecutorReport: Sendable, Equatable {
  /// Counted from 1 within the application.
  public let executor: Int
  /// Of its process; of this one for `local[N]`.
  public let processID: Int
  /// How many tasks it runs at once.
  public let slots: Int
  /// Tasks that succeeded.
  public let completedTasks: Int
  /// Time its slots spent in those tasks, in seconds.
  public let busySeconds: Double
  /// Whether it is still there.
  public let isAlive: Bool

  package init(
    executor: Int, processID: Int, slots: Int, completedTasks: Int, busySeconds: Double, isAlive: Bool
  ) {
    self.executor = executor
    self.processID = processID
    self.slots = slots
    self.completedTasks = completedTasks
    self.busySeconds = busySeconds
    self.isAlive = isAlive
  }
}
