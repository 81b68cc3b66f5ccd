import CroftLinux
import Glibc

/// A program's process and this side's ends of its pipes, none of which makes a call wait.
struct ProgramStart {
  let process: ProcessDescriptor
  let input: FileDescriptor
  let output: FileDescriptor
  let errors: FileDescriptor

  /// Starts a program that leads a process group of its own, with the default signal handlers. It inherits no other
  /// descriptor that Croft has opened.
  ///
  /// By posix_spawnp(3) and not by `Spawner`: that wants an open binary, and a user's program may be a script.
  static func start(_ command: [String], environment: [String: String]) throws -> ProgramStart {
    let (input, output, errors) = try (FileDescriptor.pipe(), FileDescriptor.pipe(), FileDescriptor.pipe())
    for end in [input.writing, output.reading, errors.reading] { try end.setNonBlocking() }
    let variables = Environment.dictionary.merging(environment) { $1 }.map { "\($0)=\($1)" }
    let processID = try spawn(
      command, variables, [input.reading.rawValue, output.writing.rawValue, errors.writing.rawValue])
    return ProgramStart(
      process: try hold(processID), input: input.writing, output: output.reading, errors: errors.reading)
  }

  /// Takes hold of a child, or leaves none behind.
  private static func hold(_ child: pid_t) throws(SystemError) -> ProcessDescriptor {
    do {
      return try ProcessDescriptor(ofProcess: child)
    } catch {
      kill(child, SIGKILL)
      waitpid(child, nil, 0)
      throw error
    }
  }

  private static func spawn(_ command: [String], _ environment: [String], _ streams: [CInt]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (place, stream) in streams.enumerated() { posix_spawn_file_actions_adddup2(&actions, stream, CInt(place)) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var processID: pid_t = 0
    let code = withCStrings(command) { arguments in
      withCStrings(environment) { posix_spawnp(&processID, arguments[0]!, &actions, &attributes, arguments, $0) }
    }
    guard code == 0 else { throw SystemError("posix_spawnp", errno: code, subject: command[0]) }
    return processID
  }

  /// Strings as exec takes them: an array of C strings that ends with NULL.
  private static func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}

extension FileDescriptor {
  /// Writes what fits, with EPIPE where nobody reads any more: a SIGPIPE would end the process, which may be the user's
  /// own, with its own idea of that signal.
  func writeUnsignalled(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
    var pipeSignal = sigset_t()
    sigemptyset(&pipeSignal)
    sigaddset(&pipeSignal, SIGPIPE)
    var previous = sigset_t()
    pthread_sigmask(SIG_BLOCK, &pipeSignal, &previous)
    defer {
      // One that came meanwhile was this write's: it goes to the thread that writes (pipe(7), signal(7)).
      var noTime = timespec()
      while sigtimedwait(&pipeSignal, nil, &noTime) == SIGPIPE {}
      pthread_sigmask(SIG_SETMASK, &previous, nil)
    }
    return try write(bytes)
  }
}
