package import CroftLinux
package import Glibc

/// A program under test, from its start to its end.
package final class ChildProcess: Sendable {
  package enum Output: Sendable {
    /// Kept, to be looked at.
    case captured
    /// To where this process's own goes.
    case inherited
    case discarded
    /// Kept, but standard error is a terminal so many columns wide.
    case terminal(columns: Int)
    /// All three standard streams are a terminal so wide, of 24 rows: what comes out of it is kept as standard output,
    /// and ``type(_:)`` is its keyboard.
    case interactive(columns: Int)
  }

  package let program: String
  private let process: ProcessDescriptor
  private let collected: CollectedOutput
  private let exit = Monitor<ProcessExit?>(nil)
  /// Our end of an interactive program's terminal.
  private let keyboard: FileDescriptor?

  /// Starts a program, in a session of its own so that signals to our process group don't reach it.
  ///
  /// - Parameters:
  ///   - program: the path of its executable.
  ///   - environment: added to ours; a variable with the value nil is taken out.
  ///   - directory: its working directory; ours if nil.
  package static func start(
    _ program: String, _ arguments: [String], environment: [String: String?] = [:], directory: String? = nil,
    output: Output = .captured
  ) throws -> ChildProcess {
    let nothing = try FileDescriptor.open("/dev/null", flags: O_RDWR)
    var pipes: [FileDescriptor] = []
    var writers: [FileDescriptor] = []
    var keyboard: FileDescriptor?
    for standard in [STDOUT_FILENO, STDERR_FILENO] {
      switch output {
      case .captured:
        let (reading, writing) = try FileDescriptor.pipe()
        pipes.append(reading)
        writers.append(writing)
      case .inherited: writers.append(try FileDescriptor(duplicating: standard))
      case .discarded: writers.append(nothing)
      case .terminal(let columns):
        let isTerminal = standard == STDERR_FILENO
        let (reading, writing) = try isTerminal ? Pseudoterminal.open(columns: columns) : FileDescriptor.pipe()
        pipes.append(reading)
        writers.append(writing)
      case .interactive(let columns):
        if keyboard == nil {
          let (ours, theirs) = try Pseudoterminal.open(columns: columns)
          keyboard = ours
          pipes.append(ours)
          writers = [theirs, theirs]
        }
      }
    }
    let process = try Spawner.spawn(
      SpawnRequest(
        image: try FileDescriptor.open(program, flags: O_RDONLY), arguments: [program] + arguments,
        environment: merged(environment), workingDirectory: try directory ?? currentDirectory(),
        standardInput: keyboard == nil ? nothing : writers[0], standardOutput: writers[0], standardError: writers[1],
        channel: nothing))
    return try ChildProcess(program, process, pipes, keyboard)
  }

  private init(
    _ program: String, _ process: ProcessDescriptor, _ pipes: [FileDescriptor], _ keyboard: FileDescriptor?
  ) throws {
    self.program = program
    self.process = process
    self.keyboard = keyboard
    collected = try CollectedOutput(from: pipes)
    _ = try NamedThread.start(name: "reaps") { [process, exit] in
      let end = try? process.waitForExit(blocking: true)
      exit.change { $0 = end }
    }
  }

  private static func merged(_ changes: [String: String?]) -> [String] {
    let kept = Environment.all.filter { variable in !changes.keys.contains(String(variable.prefix { $0 != "=" })) }
    return kept + changes.compactMap { name, value in value.map { "\(name)=\($0)" } }
  }

  package var processID: pid_t { process.processID }

  /// What it has written so far; empty when its output is not captured.
  package var standardOutput: String { collected.text(0) }
  package var standardError: String { collected.text(1) }

  /// Sends a signal; ESRCH when it has ended.
  package func signal(_ number: CInt) throws { try process.signal(number) }

  /// Presses keys on an interactive program's keyboard.
  package func type(_ keys: String) throws { try keyboard?.writeAll(keys) }

  /// Whether an interactive program's terminal shows what is typed and waits for whole lines, as a shell expects it.
  package var isTerminalAsUsual: Bool {
    var settings = termios()
    guard let keyboard, tcgetattr(keyboard.rawValue, &settings) == 0 else { return false }
    return settings.c_lflag & tcflag_t(ICANON | ECHO) == tcflag_t(ICANON | ECHO)
  }

  /// Waits for its end.
  ///
  /// - Throws: `ChildProcessError` when the time has run out. The process goes on then.
  package func waitForExit(timeoutSeconds: Double = 60) async throws -> ProcessExit {
    guard let end = try await exit.wait(timeoutSeconds: timeoutSeconds, until: { $0 }) else {
      throw failure("did not end within \(timeoutSeconds) s")
    }
    return end
  }

  /// Waits until its standard output or its standard error contains a text, so many times.
  package func waitForOutput(containing text: String, times: Int = 1, timeoutSeconds: Double = 30) async throws {
    let isFound = try await collected.wait(timeoutSeconds: timeoutSeconds) { state in
      [0, 1].contains { state.text($0).ranges(of: text).count >= times }
    }
    guard !isFound else { return }
    throw failure("did not say \"\(text)\" \(times) times within \(timeoutSeconds) s")
  }

  /// Waits until both of its outputs are closed, so that nothing is missing from them.
  package func waitForEndOfOutput(timeoutSeconds: Double = 10) async throws {
    let haveEnded = try await collected.wait(timeoutSeconds: timeoutSeconds) { $0.openPipes == 0 }
    guard !haveEnded else { return }
    throw failure("has ended, but somebody still holds its output open")
  }

  private func failure(_ what: String) -> ChildProcessError {
    ChildProcessError(program: program, processID: processID, what: what, output: standardOutput, errors: standardError)
  }
}

/// A program under test that didn't do what was waited for.
package struct ChildProcessError: Error, CustomStringConvertible {
  package let program: String
  package let processID: pid_t
  let what: String
  let output: String
  let errors: String

  package var description: String {
    "\(program) (process \(processID)) \(what). Its output: \(output.suffix(4000)) Its errors: \(errors.suffix(4000))"
  }
}
