/// A part of a list that may be long.
package struct HistoryReply<Element: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
  package var elements: [Element]
  /// Where the next part begins: to be given as `after`. nil after the last.
  package var next: Int?

  package init(elements: [Element], next: Int?) {
    self.elements = elements
    self.next = next
  }
}

/// Asks for applications that the caller may see, running and ended, the newest first.
package struct ListPastApplications: ManagerMethod {
  package static let name = "io.croft.Manager.ListPastApplications"
  package typealias Reply = HistoryReply<ApplicationRecord>

  package var after: Int?
  package var limit: Int?
  /// The beginning of their names; nil: of any name.
  package var name: String?
  /// Whose they are; nil: anybody's.
  package var userID: Int?

  package init(after: Int? = nil, limit: Int? = nil, name: String? = nil, userID: Int? = nil) {
    self.name = name
    self.userID = userID
    self.after = after
    self.limit = limit
  }
}

/// Asks for the executors that an application had, in the order of their numbers.
package struct ListPastExecutors: ManagerMethod {
  package static let name = "io.croft.Manager.ListPastExecutors"
  package typealias Reply = HistoryReply<ExecutorRecord>

  package var application: Int
  package var after: Int?
  package var limit: Int?

  package init(application: Int, after: Int? = nil, limit: Int? = nil) {
    self.application = application
    self.after = after
    self.limit = limit
  }
}

/// Asks for an application's jobs, in the order of their numbers.
package struct ListJobs: ManagerMethod {
  package static let name = "io.croft.Manager.ListJobs"
  package typealias Reply = HistoryReply<JobRecord>

  package var application: Int
  package var after: Int?
  package var limit: Int?

  package init(application: Int, after: Int? = nil, limit: Int? = nil) {
    self.application = application
    self.after = after
    self.limit = limit
  }
}

/// Asks for a job's stages, in the order of their numbers.
package struct ListStages: ManagerMethod {
  package static let name = "io.croft.Manager.ListStages"
  package typealias Reply = HistoryReply<StageRecord>

  package var application: Int
  package var job: Int
  package var after: Int?
  package var limit: Int?

  package init(application: Int, job: Int, after: Int? = nil, limit: Int? = nil) {
    self.application = application
    self.job = job
    self.after = after
    self.limit = limit
  }
}

/// Asks for a stage's attempts, in the order in which they were reported.
package struct ListAttempts: ManagerMethod {
  package static let name = "io.croft.Manager.ListAttempts"
  package typealias Reply = HistoryReply<AttemptSummary>

  package var application: Int
  package var job: Int
  package var stage: Int
  package var after: Int?
  package var limit: Int?

  package init(application: Int, job: Int, stage: Int, after: Int? = nil, limit: Int? = nil) {
    self.application = application
    self.job = job
    self.stage = stage
    self.after = after
    self.limit = limit
  }
}

/// The interface's `Attempt`.
package struct AttemptSummary: Codable, Sendable, Equatable {
  package var partition: Int
  package var number: Int
  package var executor: Int
  /// Milliseconds since 1970.
  package var startedAt: Int
  package var durationMicroseconds: Int
  package var outcome: String
  package var error: String?
  /// Of a command, how it ended and what it used.
  package var exitCode: Int?
  package var signal: Int?
  package var cpuMicroseconds: Int?
  package var memoryPeakBytes: Int?
  package var outputBytes: Int?

  package init(_ record: AttemptRecord) {
    partition = Int(record.partition)
    number = Int(record.number)
    executor = Int(record.executor)
    startedAt = record.startMilliseconds
    durationMicroseconds = Int(clamping: record.durationMicroseconds)
    outcome = "\(record.outcome)"
    error = record.error
    exitCode = record.end?.exitCode.map { Int($0) }
    signal = record.end?.signal.map { Int($0) }
    cpuMicroseconds = record.end?.cpuMicroseconds.map { Int(clamping: $0) }
    memoryPeakBytes = record.end?.memoryPeakBytes.map { Int(clamping: $0) }
    outputBytes = record.end?.outputBytes.map { Int(clamping: $0) }
  }
}
