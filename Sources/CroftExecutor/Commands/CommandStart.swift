import CroftLinux
import CroftProtocol
import Glibc

/// The start of a command's first process.
enum CommandStart {
  static func start(
    _ launch: CommandLaunch, path: [UInt8], input: FileDescriptor, _ pipes: CommandPipes, _ leaf: CommandLeaf?,
    _ mark: ProcessMark?, mask: mode_t
  ) throws -> ProcessDescriptor {
    guard let output = pipes.output, let errors = pipes.errors else {
      preconditionFailure("pipes are closed after the start")
    }
    var spawn = CommandSpawn(
      path: path, arguments: launch.arguments, environment: launch.environment, directory: launch.directory,
      standardInput: input, standardOutput: output, standardError: errors,
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

  /// What lies in the command is permanent; what lies in the machine may be better next time.
  private static func error(for error: SpawnError, _ path: [UInt8], _ launch: CommandLaunch) -> any Error {
    let name = PathBytes.text(launch.arguments.first ?? [])
    switch (error.step, error.errno) {
    case (.workingDirectory, let errno) where SystemError.liesInPath(errno):
      let reason = reason(againstDirectory: errno)
      return CommandError("can't run \(name) in \(PathBytes.text(launch.directory)): \(reason)")
    case (.execute, ENOENT):
      return CommandError("can't run \(name): \(missing(for: path))")
    case (.execute, E2BIG):
      return CommandError(
        "can't run \(name): its arguments and environment are too long for Linux; pass a file instead")
    case (.execute, ENOEXEC): return CommandError("can't run \(name): \(error)")
    case (.execute, _) where SystemError.liesInPath(error.errno),
      (.niceness, _) where SystemError.liesInPath(error.errno):
      return CommandError("can't run \(name): \(error)")
    case (.prepare, EINVAL): return CommandError("can't run \(name): \(error)")
    default: return error
    }
  }

  /// Why a command can't run in a directory, and what to do.
  private static func reason(againstDirectory errno: CInt) -> String {
    switch errno {
    case ENOENT: "there is no such directory: make it, or name another"
    case ENOTDIR: "it is no directory: name one"
    case EACCES: "this user may not enter it: allow it with chmod +x, or name another"
    default: "\(SystemError("chdir", errno: errno)): name another"
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
