import Synchronization

/// What came of a storm.
struct StormTally: CustomStringConvertible {
  /// Killed ones.
  var managers = 0
  var drivers = 0
  var detachedDrivers = 0
  var executors = 0
  /// Of applications that nobody killed.
  var rightAnswers = 0
  /// That came while there was no manager to take them.
  var unregistered = 0
  var wrongs: [String] = []

  var description: String {
    """
    killed \(managers) managers, \(drivers) drivers, \(detachedDrivers) detached drivers and \(executors) executors; \
    \(rightAnswers) right answers, \(wrongs.count) wrong ones; \(unregistered) applications found no manager
    """
  }
}

/// One that many write to.
final class SharedTally: Sendable {
  private let tally = Mutex(StormTally())

  var value: StormTally { tally.withLock { $0 } }

  func change(_ body: (inout StormTally) -> Void) { tally.withLock { body(&$0) } }
}
