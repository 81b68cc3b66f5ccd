import CroftLinux
import CroftProtocol
import Glibc

/// The start of a command's first process.
enum CommandStart {
  static func start(
    _ launch: CommandLaunch, path: [UInt8], _ pipes: CommandPipes, _ leaf: CommandLeaf?, _ mark: ProcessMark?,
    nothing: FileDescriptor, mask: mode_t
  ) throws -> ProcessDescriptor {
    guard let output = pipes.output, let errors = pipes.errors else {
      preconditionFailure("pipes are closed after the start")
    }
    var spawn = CommandSpawn(
      path: path, arguments: launch.arguments, environment: launch.environment, directory: launch.directory,
      standardInput: try input(of: launch, nothing), standardOutput: output, standardError: errors,
      fileCreationMask: mask)
    spawn.niceness = launch.niceness
    spawn.cgroup = leaf?.directory
    spawn.mark = mark
    return try start(spawn, of: launch)
  }

  /// Starts what was prepared for a launch.
  static func start(_ wanted: CommandSpawn, of launch: CommandLaunch) throws -> ProcessDescriptor {
    var spawn = wanted
    do {
      return try Spawner.spawn(spawn)
    } catch  where error.step == .execute && error.errno == ENOEXEC {
      // As every shell and execvp(3) do with a script that doesn't name its interpreter.
      spawn.path = Array("/bin/sh".utf8)
      spawn.arguments = [spawn.path, wanted.path] + launch.arguments.dropFirst()
    } catch {
      throw Self.error(for: error, wanted.path, launch)
    }
    do {
      return try Spawner.spawn(spawn)
    } catch {
      throw Self.error(for: error, spawn.path, launch)
    }
  }

  private static func input(of launch: CommandLaunch, _ nothing: FileDescriptor) throws -> FileDescriptor {
    guard let name = launch.standardInput else { return nothing }
    let path = PathBytes.text(PathBytes.absolute(name, in: launch.directory))
    do {
      let descriptor = try open(PathBytes.absolute(name, in: launch.directory))
      var status = stat()
      guard fstat(descriptor.rawValue, &status) == 0, !PathBytes.isDirectory(status.st_mode) else {
        throw SystemError("open", errno: EISDIR, subject: path)
      }
      return descriptor
    } catch let error as SystemError {
      throw CommandError("can't read the standard input: \(error.about(path))")
    }
  }

  /// Without waiting for somebody to write into a named pipe: the command waits for that itself, and can be stopped.
  private static func open(_ path: [UInt8]) throws(SystemError) -> FileDescriptor {
    let (descriptor, code) = PathBytes.withCString(path) { path in
      (Glibc.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), errno)
    }
    guard descriptor >= 0 else { throw SystemError("open", errno: code) }
    let file = FileDescriptor(adopting: descriptor)
    try file.setBlocking()
    return file
  }

  /// What lies in the command is permanent; what lies in the machine may be better next time.
  private static func error(for error: SpawnError, _ path: [UInt8], _ launch: CommandLaunch) -> any Error {
    let name = PathBytes.text(launch.arguments.first ?? [])
    switch (error.step, error.errno) {
    case (.workingDirectory, let errno):
      guard let reason = reason(againstDirectory: errno) else { return error }
      return CommandError("can't run \(name) in \(PathBytes.text(launch.directory)): \(reason)")
    case (.execute, ENOMEM), (.execute, EAGAIN), (.execute, ETXTBSY), (.execute, ENFILE), (.execute, EIO): return error
    case (.execute, ENOENT):
      return CommandError("can't run \(name): \(missing(for: path))")
    case (.execute, E2BIG):
      return CommandError(
        "can't run \(name): its arguments and environment are too long for Linux; pass a file instead")
    case (.execute, _), (.niceness, _): return CommandError("can't run \(name): \(error)")
    case (.prepare, EINVAL): return CommandError("can't run \(name): \(error)")
    default: return error
    }
  }

  /// Why a command can't run in a directory, and what to do; nil where the machine is at fault.
  private static func reason(againstDirectory errno: CInt) -> String? {
    switch errno {
    case ENOENT: "there is no such directory: make it, or name another"
    case ENOTDIR: "it is no directory: name one"
    case EACCES: "this user may not enter it: allow it with chmod +x, or name another"
    case ELOOP, ENAMETOOLONG: "\(SystemError("chdir", errno: errno)): name another"
    default: nil
    }
  }

  /// What a program needs that is there itself.
  private static func missing(for path: [UInt8]) -> String {
    switch ProgramNeed(ofProgramAt: path) {
    case .interpreter(let name):
      """
      the interpreter \(PathBytes.text(name).printable) that its first line names isn't there: install it, or name \
      another
      """
    case .loader(let name):
      """
      its loader \(PathBytes.text(name).printable) isn't there: it was built for another system; install its C \
      library, or build it for this one
      """
    case nil: "something that it needs to start isn't there: look at it with file(1)"
    }
  }
}
