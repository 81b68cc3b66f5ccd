package import CroftLinux
import CroftProtocol
package import CroftSystemd
import Glibc
import Logging
import Synchronization

/// What a daemon does with its own process before it starts to work.
package enum DaemonProcess {
  private static let identifier = "croftd"
  /// How long the process's end waits for a journal that is behind. A daemon that systemd ends has a minute and a half,
  /// and one that can't start is to say so; a journal that is stuck for longer will not hear of it.
  private static let lastWordsMilliseconds: UInt64 = 2_000
  /// What the process logs goes through it, once logging has started.
  private static let outbox = Mutex<JournalOutbox?>(nil)

  /// Sends the log where the surroundings say, as much of it as the configuration says.
  package static func startLogging(_ settings: ManagerSettings, _ loaded: LoadedConfiguration) {
    settings.logThreshold.level = loaded.configuration.manager.logLevel
    let used = settings.logDestination.bootstrap(identifier: identifier, threshold: settings.logThreshold)
    outbox.withLock { $0 = used }
  }

  static let log = Logger(label: identifier)

  /// Gives the signals that end the daemon, as a descriptor. Call before the first thread starts.
  package static func prepare() throws(SystemError) -> FileDescriptor {
    // A client that went away is an error of its connection, not the daemon's end.
    ProcessSignals.ignore(SIGPIPE)
    // Whoever started us may have ignored it, and then the kernel would reap our executors for us.
    signal(SIGCHLD, SIG_DFL)
    raiseDescriptorLimit()
    // nohup(1) ignores SIGHUP for us, and that counts.
    return try ProcessSignals.descriptor(for: [SIGTERM, SIGINT] + (isIgnored(SIGHUP) ? [] : [SIGHUP]))
  }

  private static func isIgnored(_ signal: CInt) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    // A handler is an address or one of the small numbers SIG_DFL and SIG_IGN, which Swift can't compare.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Every application and every executor holds a few descriptors, and systemd's default soft limit is 1,024.
  private static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// Takes the socket that the service manager has made for the daemon, if it has. Call before the first thread starts.
  package static func takeListener() throws -> InheritedListener? { try InheritedListener.take() }

  /// Serves until the daemon is stopped, and ends the process.
  ///
  /// The daemon's memory is left to the kernel: taking the database's queue apart would start a thread of
  /// libdispatch's, which complains on standard error wherever it may not set its priority.
  package static func run(_ daemon: Daemon) -> Never {
    withExtendedLifetime(daemon) {
      daemon.run()
      end(EXIT_SUCCESS)
    }
  }

  /// Logs why the daemon can't go on, and ends it.
  package static func fail(_ error: any Error) -> Never {
    log.entry(.startFailed, "croftd can't start: \(error)")
    ServiceNotifier().failed(status: "It can't start: \(error)", errno: (error as? SystemError)?.errno)
    end(EXIT_FAILURE)
  }

  /// Ends the process once its last entries have gone to the journal.
  private static func end(_ status: CInt) -> Never {
    outbox.withLock { $0 }?.drain(atMostMilliseconds: lastWordsMilliseconds)
    exit(status)
  }
}
