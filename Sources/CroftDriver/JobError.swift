/// Why a job failed.
public struct JobError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of failure. More may be added.
  public struct Code: Sendable, Hashable {
    private let name: StaticString

    /// The user's code threw, as often as it may; or input is malformed.
    public static let taskFailed = Code(name: "taskFailed")
    /// A task's executors died under it, or executors die before they do any work.
    public static let executorsLost = Code(name: "executorsLost")
    /// A task ran out of memory again and again, each time with more of it.
    public static let outOfMemory = Code(name: "outOfMemory")
    /// A task ran longer than it may, again and again.
    public static let taskTimedOut = Code(name: "taskTimedOut")
    /// The output of map tasks was lost or damaged again and again.
    public static let mapOutputsLost = Code(name: "mapOutputsLost")
    /// The job's `body` made another lineage on an executor than in the driver.
    public static let lineageDiffers = Code(name: "lineageDiffers")
    /// The job was cancelled.
    public static let cancelled = Code(name: "cancelled")
    /// The job could not be planned: input that is not there, an output that is, a type that can't be sent.
    public static let invalidJob = Code(name: "invalidJob")
    /// There is no room for shuffled data, results or output.
    public static let diskFull = Code(name: "diskFull")
    /// The job wrote more to its scratch directory than it may.
    public static let scratchLimit = Code(name: "scratchLimit")
    /// The application was ended from outside: by its user, an administrator, or the manager.
    public static let terminated = Code(name: "terminated")
    /// No executor can be had.
    public static let noExecutors = Code(name: "noExecutors")

    public static func == (a: Code, b: Code) -> Bool { a.name.description == b.name.description }
    public func hash(into hasher: inout Hasher) { hasher.combine(name.description) }
  }

  /// The kind of failure, for programs.
  public let code: Code
  /// What failed and why, in sentences.
  public let message: String
  /// The type of the error that the user's code threw, for `taskFailed`.
  public let errorType: String?
  /// The stage whose task failed, where it was one task's failure; the last one computes the result.
  public let stage: Int?
  /// The partition whose task failed, where it was one task's failure.
  public let partition: Int?
  /// The number of the task's last attempt, from 0.
  public let attempt: Int?
  /// What the task itself said, without our words around it, for whoever has other names for tasks; nil where that is
  /// nobody's business.
  package let taskMessage: String?

  package init(
    _ code: Code, _ message: String, errorType: String? = nil, stage: Int? = nil, partition: Int? = nil,
    attempt: Int? = nil, taskMessage: String? = nil
  ) {
    self.code = code
    self.message = message
    self.errorType = errorType
    self.stage = stage
    self.partition = partition
    self.attempt = attempt
    self.taskMessage = taskMessage
  }

  /// The message.
  public var description: String { message }
}
