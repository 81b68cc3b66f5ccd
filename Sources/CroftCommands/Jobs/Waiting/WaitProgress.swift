import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

/// Shows on a terminal, from a second on, how far jobs are that somebody waits for.
final class WaitProgress: Sendable {
  /// Drivers tell the manager their tasks twice a second at most.
  private static let periodMilliseconds: CInt = 1000

  private let terminal = ProgressTerminal()
  /// What tells the thread that it is over, by being closed; nil where nothing is shown, and afterwards.
  private let end = Mutex<FileDescriptor?>(nil)

  /// - Parameters:
  ///   - isShown: whether a bar is wanted, where there is a terminal for it.
  ///   - connect: called on a thread of its own, as often as there is no connection.
  init(of jobs: [ApplicationRecord], isShown: Bool, connect: @escaping @Sendable () throws -> ManagerClient) throws {
    let waiting = Set(jobs.filter { $0.endedAt == nil }.map(\.id))
    guard isShown, !waiting.isEmpty, case .terminal(let draw, let columns) = terminal.output else { return }
    let (reading, writing) = try FileDescriptor.pipe()
    end.withLock { $0 = writing }
    // It ends with the process: it may be waiting for a manager that doesn't answer.
    _ = try NamedThread.start(name: "croft-wait") { [self] in
      var client: ManagerClient?
      while Self.pause(before: reading) {
        if client == nil { client = try? connect() }
        guard let applications = try? client?.call(ListApplications()).applications else {
          // The bar stays as it is while a manager is away.
          client = nil
          continue
        }
        // The last column is left free: a character there makes some terminals wrap.
        let line = Self.line(applications.filter { waiting.contains($0.id) }, columns: columns() - 1)
        end.withLock { if $0 != nil { draw(TerminalControl.eraseBelow + line + "\r") } }
      }
    }
  }

  /// Writes a line to standard output, in the bar's place where that is the terminal.
  func print(_ line: String) throws {
    var text = line + "\n"
    let written = text.withUTF8 { bytes in
      Result { () throws(SystemError) in try terminal.write(UnsafeRawBufferPointer(bytes), to: STDOUT_FILENO) }
    }
    try written.get()
  }

  /// Takes the bar away for good.
  func stop() {
    end.withLock { end in
      guard end != nil, case .terminal(let draw, _) = terminal.output else { return }
      end = nil
      draw(TerminalControl.eraseBelow)
    }
  }

  /// Such as `nightly running: [####        ] 45 of 100 tasks, 1 failed`; of several jobs their sum. Empty of none.
  static func line(_ jobs: [ApplicationSummary], columns: Int) -> String {
    guard let first = jobs.first else { return "" }
    let who = jobs.count == 1 ? "\(first.name) \(JobState(of: first).rawValue)" : "\(jobs.count) jobs"
    let counts = jobs.compactMap(\.tasks).reduce(into: TaskCounts()) { sum, tasks in
      sum.total = sum.total.addingClamped(tasks.total)
      sum.succeeded = sum.succeeded.addingClamped(tasks.succeeded)
      sum.failed = sum.failed.addingClamped(tasks.failed)
    }
    guard counts.total > 0 else { return who.fitting(columns: columns) }
    let done = counts.succeeded.addingClamped(counts.failed)
    let failed = counts.failed > 0 ? ", \(counts.failed) failed" : ""
    let gauge = Gauge.text(done, of: counts.total, columns: Gauge.usualColumns)
    return "\(who): \(gauge) \(done) of \(counts.total) tasks\(failed)".fitting(columns: columns)
  }

  /// Waits for a while; false when it is over.
  private static func pause(before end: FileDescriptor) -> Bool {
    var waited = pollfd(fd: end.rawValue, events: Int16(POLLIN), revents: 0)
    // A signal only makes the pause shorter.
    return poll(&waited, 1, periodMilliseconds) <= 0
  }
}
