import CroftLinux

/// Shows how far jobs are, and keeps what else is said from running into it. Belongs to the driver loop's thread.
///
/// Bars are drawn with the cursor put back to where they begin: whatever else is written, by whomever, is written over
/// them, and the next drawing begins below it. Nothing that the program says is ever erased.
final class ProgressDisplay {
  private let output: ProgressOutput
  /// Bars are on the terminal now.
  private var isDrawn = false

  /// Redrawn as often as an eye can follow.
  private static let redrawNanoseconds: UInt64 = 100_000_000
  /// A journal is read afterwards.
  private static let lineNanoseconds: UInt64 = 10_000_000_000
  /// A job shorter than this needs no bar.
  static let patienceNanoseconds: UInt64 = 500_000_000
  /// More jobs at once are counted, not drawn.
  private static let mostBars = 4
  /// On a terminal narrower than this, lines wrap.
  private static let fewestColumns = 20

  init(_ output: ProgressOutput) { self.output = output }

  /// How long to wait before the next `show`; nil if nothing is ever shown.
  var periodNanoseconds: UInt64? {
    switch output {
    case .none: nil
    case .lines: Self.lineNanoseconds
    case .terminal: Self.redrawNanoseconds
    }
  }

  /// Draws the jobs that have run for a while.
  func show(_ jobs: [ProgressSnapshot]) {
    let long = jobs.filter { $0.elapsedNanoseconds >= Self.patienceNanoseconds }
    switch output {
    case .none: break
    case .lines(let write):
      for job in long { write(ProgressText.line(job)) }
    case .terminal(let write, let columns):
      guard !long.isEmpty else { return clear() }
      // The last column is left free: a character there makes some terminals wrap.
      let width = max(Self.fewestColumns, columns() - 1)
      var lines = long.prefix(Self.mostBars).map { ProgressText.bar($0, columns: width) }
      if long.count > Self.mostBars { lines.append("and \(long.count - Self.mostBars) jobs more") }
      let toTheFirst = lines.count > 1 ? TerminalControl.up(lines.count - 1) : ""
      write(TerminalControl.eraseBelow + lines.joined(separator: "\n") + "\r" + toTheFirst)
      isDrawn = true
    }
  }

  /// Takes the bars away, so that something else can be printed.
  func clear() {
    guard case .terminal(let write, _) = output, isDrawn else { return }
    write(TerminalControl.eraseBelow)
    isDrawn = false
  }
}
