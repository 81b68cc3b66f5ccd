import CroftLinux

/// A program that was run for what it prints.
struct CapturedProgram {
  /// A thousand occurrences of a calendar expression take 150 kB.
  private static let maximumOutputBytes = 4 << 20

  /// What follows is advice that fits none of our commands.
  private static let complaintLines = 2

  let exit: ProcessExit
  /// Both of its outputs.
  let output: String

  var isSuccess: Bool { exit == .exited(code: 0) }

  /// The beginning of what it said, which is what was wrong if anything was.
  var complaint: String {
    let lines = output.split(separator: "\n").prefix(Self.complaintLines).map { String($0).printable }
    return lines.isEmpty ? "it ended with \(exit) and said nothing" : lines.joined(separator: "; ")
  }

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - name: looked for in the directories of `PATH`.
  ///   - environment: the whole of it, as `NAME=value`.
  static func run(_ name: String, _ arguments: [String], environment: [String]) throws -> CapturedProgram {
    let path: String
    do {
      path = try ProgramFile(finding: name).path
    } catch let error as ProgramError {
      throw ScheduleError("\(error): schedules are timers of systemd, and need its programs")
    }
    let (process, reading) = try start(path, [name] + arguments, environment)
    let bytes = Result { try reading.readAll(maximumBytes: maximumOutputBytes) }
    let exit = try process.waitForExit(blocking: true)
    return CapturedProgram(
      exit: exit ?? .exited(code: -1), output: String(decoding: try bytes.get(), as: UTF8.self))
  }

  /// The writing end is closed here when this returns, so that the reading end ends with the program.
  private static func start(
    _ path: String, _ arguments: [String], _ environment: [String]
  ) throws -> (ProcessDescriptor, FileDescriptor) {
    let (reading, writing) = try FileDescriptor.pipe()
    let process = try ChildProgram.start(
      path, arguments: arguments, environment: environment,
      output: .init(standardOutput: writing, standardError: writing))
    return (process, reading)
  }
}
