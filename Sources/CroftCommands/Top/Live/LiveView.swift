import CroftDriver
import CroftLinux
import Glibc

/// The thin shell around `croft top`'s pure parts: a terminal, signals, a clock, and the manager's answers.
final class LiveView {
  private let screen = TerminalScreen()
  private let loop: EventLoop
  /// Each signal that has come, as a byte.
  private let signals: FileDescriptor
  private let feed: SnapshotFeed
  private let intervalNanoseconds: UInt64

  private var trend: FarmTrend
  private var state = TopState()
  private var painter = ScreenPainter()
  private var decoder = TopKeyDecoder()
  private var trouble: String?
  private var visibleRows = 0
  /// A question is out, or the clock runs for the next: one of both, so that a slow manager isn't asked twice.
  private var isAsking = false
  private var timer: TimerToken?
  private var end: Result<CInt, any Error>?

  private static let signalNumbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT]

  /// - Parameter first: a snapshot, so that somebody without a manager gets an error and no empty screen.
  init(
    first: FarmSnapshot, intervalNanoseconds: UInt64, connect: @escaping @Sendable () throws -> ManagerClient
  ) throws {
    trend = FarmTrend(first)
    self.intervalNanoseconds = intervalNanoseconds
    // Not by blocking them, which would take all threads, and the command doesn't run on the first one.
    signals = try ProcessSignals.forwarded(Self.signalNumbers)
    loop = try EventLoop()
    feed = try SnapshotFeed(connect: connect, wake: { [waker = loop.waker] in waker.wake() })
  }

  /// Shows the farm until somebody has seen enough.
  ///
  /// - Returns: The signal that ended it; 0 when a person did.
  func run() throws -> CInt {
    loop.onWake = { [unowned self] in takeAnswers() }
    try loop.watch(signals.rawValue, for: .readable) { [unowned self] _ in takeSignals() }
    try loop.watch(STDIN_FILENO, for: .readable) { [unowned self] _ in takeKeys() }
    defer { screen.leave() }
    try screen.enter()
    draw()
    waitForNext()
    while end == nil { loop.runOnce(timeoutNanoseconds: nil) }
    return try end?.get() ?? 0
  }

  private func attempt(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      // A terminal that can't be written to is gone, and with it whoever looked.
      if end == nil { end = .failure(error) }
    }
  }

  private func draw() {
    let size = screen.size
    let frame = TopLayout(size: size, trend: trend, state: state, trouble: trouble).frame
    for (pane, row) in frame.lastFirstRows { state.clamp(pane, lastFirstRow: row) }
    visibleRows = frame.shownRows[state.pane] ?? 0
    let text = painter.paint(frame.lines, columns: size.columns)
    if !text.isEmpty { attempt { try screen.write(text) } }
  }

  // MARK: Snapshots

  private func waitForNext() {
    guard !state.isPaused, timer == nil, !isAsking else { return }
    timer = loop.addTimer(at: MonotonicTime.nowNanoseconds + intervalNanoseconds) { [unowned self] in
      timer = nil
      ask()
    }
  }

  private func ask() {
    guard !isAsking, !state.isPaused else { return }
    timer.map(loop.cancelTimer)
    timer = nil
    isAsking = true
    feed.ask()
  }

  private func takeAnswers() {
    for answer in feed.take() {
      isAsking = false
      switch answer {
      case .snapshot(let snapshot):
        trend.add(snapshot)
        trouble = nil
      case .trouble(let text): trouble = text
      }
    }
    draw()
    waitForNext()
  }

  // MARK: Keys and signals

  private func takeKeys() {
    guard let bytes = screen.readKeys() else {
      end = .success(0)
      return
    }
    for key in decoder.keys(in: bytes) {
      switch state.handle(key, visibleRows: visibleRows) {
      case .none: break
      case .redraw: draw()
      case .refresh:
        draw()
        ask()
      case .quit: end = .success(0)
      }
    }
  }

  private func takeSignals() {
    while let signal = ProcessSignals.nextForwarded(to: signals) {
      switch signal {
      case SIGWINCH:
        painter.forget()
        draw()
      case SIGTSTP: stop()
      // After a stop that couldn't be seen coming, the shell has had the terminal.
      case SIGCONT: resume()
      // Ctrl-C is one of the ways to quit.
      case SIGINT: end = .success(0)
      default: end = .success(signal)
      }
    }
  }

  /// Gives the terminal back while the process is stopped.
  private func stop() {
    screen.leave()
    // The one stop that can't be blocked; SIGCONT comes when the shell lets it go on.
    kill(getpid(), SIGSTOP)
    resume()
  }

  private func resume() {
    painter.forget()
    attempt { try screen.enterAgain() }
    draw()
  }
}
