import CroftProtocol
import Logging

/// What croftd.conf(5) says, as values. A fresh one holds the defaults.
package struct ManagerConfiguration: Sendable, Equatable {
  var manager = ManagerSection()
  var executor = ExecutorSection()
  var limits = LimitsSection()
  /// In the order of their names, so that the order of files and sections makes no difference.
  var users: [UserSection] = []
  /// The same. Without any, there is one called `default`; see `completeQueues`.
  var queues: [QueueSection] = []
  var history = HistorySection()
  var backoff = BackoffSection()

  package init() {}

  struct ManagerSection: Sendable, Equatable {
    var cores = ConfiguredAmount.permyriad(10_000)
    var memory = ConfiguredAmount.permyriad(10_000)
    /// nil: keep where the executors live in a delegated pool, else kill.
    var stopMode: StopMode?
    /// nil: as long as it takes.
    var drainTimeoutMilliseconds: Int?
    var reconnectMilliseconds = 30_000
    /// nil: only root administers.
    var administratorsGroup: AccountName? = AccountName("croft-admin")
    var allowRoot = false
    var logLevel = Logger.Level.info
    /// Of the time in which some wait for memory, in 1/10000; 0: admission never stops.
    var memoryPressurePermyriad = 6000
    var reclaimMilliseconds = 30_000
    var decommissionMilliseconds = 300_000
    var patienceMilliseconds = 300_000
    var driverRestarts = 3
  }

  struct ExecutorSection: Sendable, Equatable {
    var memoryHighPermyriad = 9000
    var memorySwap = ConfiguredAmount.exactly(0)
    var tasks = ConfiguredAmount.exactly(4096)
    var coreSharing = CoreSharing.weight
    /// nil: the kernel's.
    var ioWeight: Int?
    var ioRead: [IOBandwidth] = []
    var ioWrite: [IOBandwidth] = []
    /// What the memory is multiplied by after an executor ran out of it.
    var outOfMemoryGrowth = 2.0
    /// The most that it is grown to.
    var outOfMemoryCap = ConfiguredAmount.unlimited
  }

  struct LimitsSection: Sendable, Equatable {
    var user = Bounds()
    var application = Bounds()
    /// As many as can be connected at a time.
    var applications = ConnectionLimits().drivers
    var requestsPerApplication = 256

    init() {
      // More processes on one machine only get in each other's way, and each costs the manager a few descriptors.
      application.executors = .exactly(4096)
    }
  }

  /// What one user or application, or one queue, may have together.
  struct Bounds: Sendable, Equatable {
    var cores = ConfiguredAmount.unlimited
    var memory = ConfiguredAmount.unlimited
    var executors = ConfiguredAmount.unlimited
  }

  /// One user's own limits; what is nil is as for everybody.
  struct UserSection: Sendable, Equatable {
    var account: AccountName
    var cores: ConfiguredAmount?
    var memory: ConfiguredAmount?
    var executors: ConfiguredAmount?
  }

  struct HistorySection: Sendable, Equatable {
    var maximumAgeMilliseconds = 90 * 86_400_000
    var maximumBytes = 1 << 30
  }

  struct BackoffSection: Sendable, Equatable {
    var firstMilliseconds = 100
    var maximumMilliseconds = 30_000
    var failures = 10
  }
}

/// How fast an executor may read from, or write to, the device that holds `path`.
struct IOBandwidth: Sendable, Equatable {
  var path: String
  var bytesPerSecond: Int
}
