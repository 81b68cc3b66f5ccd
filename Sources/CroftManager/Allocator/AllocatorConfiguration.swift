import CroftProtocol

/// What an administrator decides about sharing the machine.
struct AllocatorConfiguration: Sendable, Equatable {
  var capacity: Resources
  var limits = AllocatorLimits()
  /// Never without the default one; of two with the same name the first counts.
  private(set) var queues: [QueueConfiguration]
  /// Where applications come that name no queue, and those whose queue is no longer there.
  let defaultQueue: String

  var userLimit = ResourceBound.none
  /// Of users, by their numbers, for whom `userLimit` doesn't hold.
  var userLimits: [Int: ResourceBound] = [:]
  var applicationLimit = ResourceBound.none

  /// How long a driver may take to give back what a queue below its minimum needs.
  var reclaimSeconds = 30
  /// How long it may take to give back what is above a lowered limit: long, since nobody waits for it.
  var decommissionSeconds = 300
  /// A request that has waited longer goes first, so that nobody starves, whatever priorities and shares say.
  var patienceSeconds = 300
  /// How long a driver may stay away after the manager has been started again.
  var reconnectSeconds = 30
  var backoff = BackoffRule()

  init(capacity: Resources, queues: [QueueConfiguration] = [], defaultQueue: String = QueueConfiguration.standardName) {
    self.capacity = capacity
    self.defaultQueue = defaultQueue
    let hasDefault = queues.contains { $0.name == defaultQueue }
    self.queues = hasDefault ? queues : queues + [QueueConfiguration(name: defaultQueue)]
  }

  func queue(_ name: String) -> QueueConfiguration? { queues.first { $0.name == name } }
  func limit(ofUser userID: Int) -> ResourceBound { userLimits[userID] ?? userLimit }
}

/// One queue, as it is configured.
struct QueueConfiguration: Sendable, Equatable {
  enum Policy: String, Sendable, CaseIterable {
    /// The application with the smallest share first.
    case fair
    /// The oldest request first.
    case fifo
  }

  static let standardName = "default"

  var name: String
  /// Its part of the machine is proportional to this; above 0.
  var weight = 100
  /// The higher one is served first.
  var priority = 0
  var policy = Policy.fair
  /// What it is owed as soon as it asks for it, also at the cost of queues that have more than their part.
  var minimum = ResourceBound.none
  var maximum = ResourceBound.none
}

/// What is done about an application whose executors die as soon as they are started.
struct BackoffRule: Sendable, Equatable {
  /// Before the first new try; doubled with each failure.
  var firstMilliseconds = 100
  var maximumMilliseconds = 30_000
  /// In a row, before the application is ended.
  var failures = 10

  /// An executor that lived longer has not died of being started.
  static let atOnceMilliseconds = 5_000

  /// How long to wait after so many failures in a row, of which there is at least one.
  func delayMilliseconds(after failures: Int) -> Int {
    // Thirty doublings of a millisecond are 12 days, beyond every maximum that makes sense.
    let doublings = min(failures - 1, 30)
    let (delay, overflow) = firstMilliseconds.multipliedReportingOverflow(by: 1 << doublings)
    return max(1, overflow ? maximumMilliseconds : min(delay, maximumMilliseconds))
  }
}
