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
    do {
      return try Spawner.spawn(spawn)
    } catch  where error.step == .execute && error.errno == ENOEXEC {
      // As every shell and execvp(3) do with a script that doesn't name its interpreter.
      spawn.path = Array("/bin/sh".utf8)
      spawn.arguments = [spawn.path, path] + launch.arguments.dropFirst()
    } catch {
      throw Self.error(for: error, launch)
    }
    do {
      return try Spawner.spawn(spawn)
    } catch {
      throw Self.error(for: error, launch)
    }
  }

  /// What lies in the command is permanent; what lies in the machine may be better next time.
  private static func error(for error: SpawnError, _ launch: CommandLaunch) -> any Error {
    let name = PathBytes.text(launch.arguments.first ?? [])
    switch (error.step, error.errno) {
    case (.workingDirectory, let code) where CommandFault.isOfPath(code):
      return CommandError("can't run \(name) in \(PathBytes.text(launch.directory)): \(error)")
    case (.execute, ENOENT):
      return CommandError("can't run \(name): the interpreter that its first line names isn't there")
    case (.execute, E2BIG):
      return CommandError(
        "can't run \(name): its arguments and environment are too long for Linux; pass a file instead")
    case (.execute, ENOEXEC): return CommandError("can't run \(name): \(error)")
    case (.execute, _) where CommandFault.isOfPath(error.errno),
      (.niceness, _) where CommandFault.isOfPath(error.errno):
      return CommandError("can't run \(name): \(error)")
    case (.prepare, EINVAL): return CommandError("can't run \(name): \(error)")
    default: return error
    }
  }
}
