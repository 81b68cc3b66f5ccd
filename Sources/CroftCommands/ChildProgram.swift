import CroftLinux
import Glibc

/// Starts programs as this process's children.
///
/// Not by `Spawner`, which takes away the means to gain privileges and can't start scripts: a scheduled command may be
/// one, and may call sudo.
enum ChildProgram {
  /// Where a child's output goes; nothing: to where this process's own goes.
  struct Output {
    var standardOutput: FileDescriptor?
    var standardError: FileDescriptor?
  }

  /// Starts a program in a process group of its own, in this process's directory, with nothing to read, default signal
  /// handling, and no descriptors but the three.
  static func start(
    _ path: String, arguments: [String], environment: [String], output: Output = Output()
  ) throws -> ProcessDescriptor {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    for case (let own?, let number) in [(output.standardOutput, STDOUT_FILENO), (output.standardError, STDERR_FILENO)] {
      posix_spawn_file_actions_adddup2(&actions, own.rawValue, number)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    setSurroundings(&attributes)
    let argumentList = arguments.map { strdup($0) }
    let environmentList = environment.map { strdup($0) }
    defer { (argumentList + environmentList).forEach { free($0) } }
    var processID: pid_t = 0
    let code = withExtendedLifetime(output) {
      posix_spawn(&processID, path, &actions, &attributes, argumentList + [nil], environmentList + [nil])
    }
    guard code == 0 else { throw SystemError("posix_spawn", errno: code, subject: path) }
    // It is our child and hasn't been waited for, so the number is its own.
    return try ProcessDescriptor(ofProcess: processID)
  }

  private static func setSurroundings(_ attributes: inout posix_spawnattr_t) {
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    // So that a terminal's Ctrl-C reaches this process alone, which decides what to do with it.
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
  }
}
