/// The programs of systemd that schedules are made with.
enum SystemdProgram {
  /// Runs one to its end.
  ///
  /// - Parameter environment: the whole of it, as `NAME=value`.
  static func run(_ name: String, _ arguments: [String], environment: [String]) throws -> CapturedProgram {
    do {
      return try CapturedProgram.run(name, arguments, environment: environment)
    } catch let error as ProgramError {
      throw ScheduleError("\(error): schedules are timers of systemd, and need its programs")
    }
  }
}
