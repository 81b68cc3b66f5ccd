import CLinux
import Glibc

/// Signals as data. A program blocks or forwards them before it starts its first thread, since threads inherit both.
package enum ProcessSignals {
  /// Ignores a signal in this process; a spawned one gets the default back.
  package static func ignore(_ number: CInt) {
    Glibc.signal(number, SIG_IGN)
  }

  /// Whether this process doesn't hear of a signal: it was started so, or has chosen to.
  package static func isIgnored(_ number: CInt) -> Bool {
    var current = sigaction()
    guard sigaction(number, nil, &current) == 0 else { return false }
    // SIG_IGN is 1 as an address, and no function.
    return unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Drops a signal in this process. Unlike an ignored one it has its default effect in every program that this
  /// process executes, also through a library that knows nothing of it.
  package static func discard(_ number: CInt) {
    // A handler must be async-signal-safe: one that does nothing is.
    Glibc.signal(number) { _ in }
  }

  /// Keeps signals from being delivered to this thread and to those it starts.
  package static func block(_ signals: [CInt]) {
    var set = signalSet(signals)
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Blocks signals and gives a non-blocking descriptor that is readable when one has come (signalfd(2)).
  package static func descriptor(for signals: [CInt]) throws(SystemError) -> FileDescriptor {
    block(signals)
    var set = signalSet(signals)
    return FileDescriptor(
      adopting: try checked("signalfd") {
        signalfd(-1, &set, CInt(SFD_CLOEXEC | SFD_NONBLOCK))
      })
  }

  /// The next signal that has come to ``descriptor(for:)``; nil when there is none.
  package static func next(on descriptor: FileDescriptor) -> CInt? {
    var information = signalfd_siginfo()
    let count = withUnsafeMutableBytes(of: &information) { try? descriptor.read(into: $0) }
    return count == MemoryLayout<signalfd_siginfo>.size ? CInt(information.ssi_signo) : nil
  }

  /// Waits until a signal has come to ``descriptor(for:)``, and gives it.
  @discardableResult
  package static func wait(on descriptor: FileDescriptor) throws(SystemError) -> CInt {
    while true {
      if let signal = next(on: descriptor) { return signal }
      var entry = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
      try checked("poll") { poll(&entry, 1, -1) }
    }
  }

  /// Writes each of these signals to a descriptor, as one byte that holds its number.
  ///
  /// For programs whose children (of a library, of the user's own code) must not inherit a blocked mask. The process
  /// has one such descriptor; a second call moves all signals to its own.
  package static func forward(_ signals: [CInt], to descriptor: FileDescriptor) throws(SystemError) {
    // A handler has no owner that could keep the descriptor open, so it gets a copy that is never closed.
    let copy = try checked("fcntl") { fcntl(descriptor.rawValue, F_DUPFD_CLOEXEC, 0) }
    let flags = try checked("fcntl") { fcntl(copy, F_GETFL) }
    try checked("fcntl") { fcntl(copy, F_SETFL, flags | O_NONBLOCK) }
    try checked("sigaction") { croft_forward_signals(signals, signals.count, copy) }
  }

  /// Forwards signals to a non-blocking descriptor of its own, which is readable when one has come.
  ///
  /// Unlike ``descriptor(for:)``, also in a program that has other threads already.
  package static func forwarded(_ signals: [CInt]) throws(SystemError) -> FileDescriptor {
    let (reading, writing) = try FileDescriptor.pipe()
    try reading.setNonBlocking()
    try forward(signals, to: writing)
    return reading
  }

  /// The next signal that was forwarded to the other end of a pipe; nil when there is none. Waits for it if the
  /// descriptor blocks.
  package static func nextForwarded(to descriptor: FileDescriptor) -> CInt? {
    var number: UInt8 = 0
    let count = withUnsafeMutableBytes(of: &number) { try? descriptor.read(into: $0) }
    return count == 1 ? CInt(number) : nil
  }

  private static func signalSet(_ signals: [CInt]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
  }
}
