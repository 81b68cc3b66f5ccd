import CroftDriver
import CroftProtocol

/// What was read of an installation. What couldn't be read is nil, and no check makes anything of it.
struct InstallationFacts: Equatable {
  /// Whose manager is looked at.
  enum Scope: Equatable {
    case system
    case user(name: String, isLingering: Bool)
    /// One that somebody started by hand, at a socket of its own.
    case other
  }

  var scope: Scope
  /// Whether this user is root.
  var isRoot: Bool
  /// nil where systemd isn't the init.
  var units: UnitsFacts?
  var manager: ManagerFacts
  var cgroup: CgroupFacts
  /// nil where systemd isn't the init.
  var journal: JournalFacts?
  var disks: [DiskFacts]
  var configuration: ConfigurationFacts
  var programs: ProgramFacts
  var kernel: KernelFacts
}

/// What systemd says of Croft's units.
struct UnitsFacts: Equatable {
  struct Unit: Equatable {
    let name: String
    /// Values of systemctl(1)'s properties: LoadState, ActiveState, UnitFileState, Result.
    let load: String
    let active: String
    let file: String
    let result: String
  }

  var units: [Unit]
  /// Why systemctl(1) gave no answer.
  var complaint: String?
}

/// The manager's socket, and what it answers.
struct ManagerFacts: Equatable {
  let socketPath: String
  /// nil: nothing is there.
  var socketMode: UInt32?
  var status: ManagerStatus?
  /// Why it doesn't answer.
  var complaint: String?
  let ownVersion: String
}

/// The control groups that limits are made of.
struct CgroupFacts: Equatable {
  /// Where the unified hierarchy is mounted.
  var root: String?
  /// The pool's directory, as croft-pool left it in a link; nil without the link.
  var pool: String?
  /// What the pool hands down to executors; nil where it can't be read.
  var controllers: [String]?
}

/// The journal that `croft logs` reads.
struct JournalFacts: Equatable {
  /// Whether journald listens.
  let isReachable: Bool
  let isPersistent: Bool
  /// Whether this user may read the entries of everybody; nil where there are none yet.
  let isReadable: Bool?
  /// journalctl(1) is in PATH.
  let hasReader: Bool
}

/// A file system that the manager writes to.
struct DiskFacts: Equatable {
  /// What for: `state`, `scratch`.
  let use: String
  let path: String
  /// The nearest directory above it that exists was asked; nil when even that failed.
  var freeBytes: Int?
  var freeInodes: Int?
  var isReadOnly: Bool
}

/// What the configuration is like.
struct ConfigurationFacts: Equatable {
  /// Keys with another value than the default; nil when the manager wasn't asked.
  var changed: Int?
  /// What `croftd --check-config` says of its files; nil when it wasn't run.
  var complaints: [String]?
}

/// The programs in PATH.
struct ProgramFacts: Equatable {
  /// This one.
  let own: String
  /// What the shell would run as croft; nil: nothing.
  let inPath: String?
}

/// What the kernel was told.
struct KernelFacts: Equatable {
  var maximumProcesses: Int?
  var maximumInotifyInstances: Int?
  /// The year that the clock is in.
  let year: Int
  /// nil where the kernel doesn't tell.
  var isClockSynchronised: Bool?
}
