package import Logging
import Synchronization

/// The level from which on messages are written, shared by all loggers of a daemon, so that it can change while it
/// runs.
package final class LogThreshold: Sendable {
  /// A number into the levels there are: what an atomic can hold.
  private let index: Atomic<Int>

  package init(_ level: Logger.Level = .info) {
    index = Atomic(Self.index(of: level))
  }

  package var level: Logger.Level {
    get { Logger.Level.allCases[index.load(ordering: .relaxed)] }
    set { index.store(Self.index(of: newValue), ordering: .relaxed) }
  }

  private static func index(of level: Logger.Level) -> Int { Logger.Level.allCases.firstIndex(of: level) ?? 0 }
}
