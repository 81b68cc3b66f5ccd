import CLinux
package import Glibc

/// What a program starts with that is found by its path, so that it may be a script, and whose names may be any bytes.
package struct CommandSpawn {
  package var path: [UInt8]
  /// The arguments, with the program's own name first.
  package var arguments: [[UInt8]]
  /// The whole environment, as `NAME=value`.
  package var environment: [[UInt8]]
  package var directory: [UInt8]
  package var standardInput: FileDescriptor
  package var standardOutput: FileDescriptor
  package var standardError: FileDescriptor
  package var fileCreationMask: mode_t
  /// Added to this thread's own.
  package var niceness = 0
  /// The directory of the cgroup to start in; nil: the caller's.
  package var cgroup: FileDescriptor?
  /// What its descendants are known by, whatever they do to get away.
  package var mark: ProcessMark?

  package init(
    path: [UInt8], arguments: [[UInt8]], environment: [[UInt8]], directory: [UInt8], standardInput: FileDescriptor,
    standardOutput: FileDescriptor, standardError: FileDescriptor, fileCreationMask: mode_t
  ) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.standardInput = standardInput
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.fileCreationMask = fileCreationMask
  }
}

extension Spawner {
  /// Starts a program in a session of its own, and waits until it runs. It is killed when this thread ends.
  ///
  /// The process borrows this one's memory until then, so that the cost doesn't grow with it. As
  /// ``start(_:)`` has it for the rest.
  ///
  /// - Throws: ``SpawnError`` with the step that failed. No process is left then.
  package static func spawn(_ command: CommandSpawn) throws(SpawnError) -> ProcessDescriptor {
    let names = [command.path, command.directory]
    guard !command.arguments.isEmpty,
      !(names + command.arguments + command.environment).contains(where: { $0.contains(0) })
    else { throw SpawnError(step: .prepare, errno: EINVAL, subject: "a byte 0 in its arguments or environment") }
    let strings = CStringArrays([names, command.arguments, command.environment])
    let mark = rlim_t(command.mark?.value ?? 0)
    // The descriptors stay open until the child has its own.
    return try withExtendedLifetime((command, strings)) { () throws(SpawnError) in
      try withUnsafePointer(to: rlimit(rlim_cur: mark, rlim_max: mark)) { limit throws(SpawnError) in
        var raw = croft_spawn_request()
        (raw.path, raw.directory) = (UnsafePointer(strings[0][0]), UnsafePointer(strings[0][1]))
        (raw.arguments, raw.environment) = (strings[1], strings[2])
        raw.image = -1
        raw.descriptors = (
          command.standardInput.rawValue, command.standardOutput.rawValue, command.standardError.rawValue, -1
        )
        raw.cgroup = command.cgroup?.rawValue ?? -1
        raw.new_session = true
        raw.shares_memory = true
        raw.parent = getpid()
        raw.niceness = CInt(clamping: command.niceness)
        raw.limits = limit
        raw.first_limit = Int(ProcessMark.resource)
        raw.limit_count = command.mark == nil ? 0 : 1
        raw.mask = command.fileCreationMask
        return try running(try start(raw))
      }
    }
  }
}
