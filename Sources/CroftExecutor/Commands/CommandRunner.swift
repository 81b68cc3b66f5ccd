import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

/// Runs the commands of one executor's tasks, each on the thread of its slot.
///
/// A command's processes end together: when its first one has ended, the others are killed, wherever they went. With a
/// cgroup of its own that is exact. Else they are found by their process group, and as orphans by the mark that they
/// inherit.
final class CommandRunner: Sendable {
  /// What is made for the first command.
  private struct Surroundings: Sendable {
    let nothing: FileDescriptor
    let fileCreationMask: mode_t
    /// nil where orphans can't be found.
    let orphans: FileDescriptor?
    let leaves: LeafCgroups?

    func mark() -> ProcessMark? { orphans == nil ? nil : ProcessMark.unique() }
  }

  private struct State {
    var surroundings: Surroundings?
    /// From their starts until nothing is left of them.
    var running: [ObjectIdentifier: (tree: CommandTree, isReaped: Bool)] = [:]
    var isClosed = false
  }

  private let log: CommandLog
  private let cgroup: Cgroup?
  private let state = Mutex(State())

  /// - Parameter cgroup: where commands get cgroups of their own, if this process may make some; nil: nowhere.
  init(log: CommandLog, cgroup: Cgroup?) {
    self.log = log
    self.cgroup = cgroup
  }

  /// Runs a command to its end.
  ///
  /// - Parameters:
  ///   - scratch: counts what the command's captured output takes while it is written.
  ///   - isCancelled: asked ten times a second.
  /// - Throws: ``CommandError`` when it can't be started and never could; ``TaskCancelled``; `SystemError` when the
  ///   machine is at fault, such as a full disk; `TaskFailure` when there is too much in the scratch directory.
  func run(
    _ launch: CommandLaunch, of attempt: TaskAttempt, scratch: ScratchMeter? = nil,
    isCancelled: @escaping () -> Bool
  ) throws -> CommandEnd {
    let surroundings = try surroundings()
    let path = try ProgramSearch.path(for: launch)
    let term = AttemptTerm(of: launch, start: MonotonicTime.nowNanoseconds, isCancelled: isCancelled)
    // Named pipes may have to be waited for.
    var early: AttemptTerm.End?
    func waitsOn() -> Bool {
      early = term.end(at: MonotonicTime.nowNanoseconds)
      return early == nil
    }
    let pipes = try CommandPipes(
      launch, of: attempt, nothing: surroundings.nothing, keepsStreamsApart: log.keepsStreamsApart, scratch: scratch,
      waitsOn
    ) { [log] in
      log.open(for: attempt, program: launch.arguments[0])
    }
    let input = try CommandInput.open(for: launch, nothing: surroundings.nothing, waitsOn)
    switch early {
    case nil: break
    case .cancelled: throw TaskCancelled()
    case .timedOut:
      return CommandEnd(status: .timedOut, wallNanoseconds: MonotonicTime.nowNanoseconds - term.start)
    }
    let leaf = try surroundings.leaves?.take()
    defer { if let leaf { surroundings.leaves?.giveBack(leaf) } }
    let unenforced = try leaf?.limit(launch.limits) ?? LeafControllers().unenforced(of: launch.limits)
    let mark = surroundings.mark()
    let process = try CommandStart.start(
      launch, path: path, input: input, pipes, leaf, mark, mask: surroundings.fileCreationMask)
    let tree = register(CommandTree(process, leaf, mark, surroundings.orphans))
    pipes.closeOwnEnds()
    var command = RunningCommand(tree, pipes, term, graceNanoseconds: launch.graceNanoseconds)
    let wait = Result { try command.wait() }
    if case .failure = wait { tree.kill() }
    let (exit, usage) = try end(tree, after: command.orphans)
    try command.finish()
    try wait.get()
    if command.wasCancelled { throw TaskCancelled() }
    var end = CommandEnd(exit, usage, leaf?.usage, hasTimedOut: command.hasTimedOut)
    end.wallNanoseconds = MonotonicTime.nowNanoseconds - term.start
    end.outputBytes = pipes.byteCount
    end.unenforced = unenforced
    try pipes.commit(isSuccess: end.isSuccess)
    return end
  }

  /// Starts a program whose streams its task serves itself. It lives among the executor's own processes, for it is a
  /// part of what the task computes.
  ///
  /// - Returns: what has to be ended with ``end(_:after:)``.
  /// - Throws: as ``run(_:of:isCancelled:)``.
  func start(
    _ launch: CommandLaunch, input: FileDescriptor, output: FileDescriptor, errors: FileDescriptor
  ) throws -> CommandTree {
    let surroundings = try surroundings()
    var spawn = CommandSpawn(
      path: try ProgramSearch.path(for: launch), arguments: launch.arguments, environment: launch.environment,
      directory: launch.directory, standardInput: input, standardOutput: output, standardError: errors,
      fileCreationMask: surroundings.fileCreationMask)
    spawn.mark = surroundings.mark()
    let process = try CommandStart.start(spawn, of: launch)
    return register(CommandTree(process, nil, spawn.mark, surroundings.orphans))
  }

  /// Ends what is left of a tree.
  func end(
    _ tree: CommandTree, after before: TreeUsage = TreeUsage()
  ) throws(SystemError) -> (exit: ProcessExit, usage: TreeUsage) {
    // From here on its first process may be reaped, and its number be another's.
    state.withLock { $0.running[ObjectIdentifier(tree)]?.isReaped = true }
    defer { _ = state.withLock { $0.running.removeValue(forKey: ObjectIdentifier(tree)) } }
    return try tree.end(after: before)
  }

  /// How long to wait for killed processes: one that a disk holds up isn't worth more to a process that ends itself.
  private static let patienceNanoseconds: UInt64 = 1_000_000_000

  /// Kills every command that runs, with all that it has started, and those that start from now on: the executor ends.
  /// Returns when they have ended.
  func close() {
    let (running, surroundings) = state.withLock { state in
      state.isClosed = true
      for (tree, isReaped) in state.running.values where !isReaped { tree.kill() }
      return (state.running.values.map(\.tree), state.surroundings)
    }
    if running.isEmpty { surroundings?.leaves?.removeIdle() }
    guard !running.isEmpty, let orphans = surroundings?.orphans else { return }
    // Their children become orphans as they end.
    let deadline = MonotonicTime.nowNanoseconds + Self.patienceNanoseconds
    for tree in running { _ = tree.process.waitUntilEnded(untilNanoseconds: deadline) }
    OrphanedProcesses.kill(running.compactMap(\.mark), list: orphans, untilNanoseconds: deadline)
  }

  private func register(_ tree: CommandTree) -> CommandTree {
    state.withLock { state in
      state.running[ObjectIdentifier(tree)] = (tree, false)
      if state.isClosed { tree.kill() }
    }
    return tree
  }

  private func surroundings() throws(SystemError) -> Surroundings {
    try state.withLock { state throws(SystemError) in
      if let surroundings = state.surroundings { return surroundings }
      let orphans = try? OrphanedProcesses.list()
      if orphans != nil { try OrphanedProcesses.adopt() }
      let made = Surroundings(
        nothing: try FileDescriptor.open("/dev/null", flags: O_RDWR), fileCreationMask: ProcessSurroundings.ownMask,
        orphans: orphans, leaves: cgroup.flatMap(LeafCgroups.init(below:)))
      state.surroundings = made
      return made
    }
  }
}

extension CommandEnd {
  fileprivate init(_ exit: ProcessExit, _ tree: TreeUsage, _ cgroup: CgroupUsage?, hasTimedOut: Bool) {
    let status: Status =
      switch exit {
      case _ where (cgroup?.outOfMemoryKills ?? 0) > 0: .outOfMemory
      // One that tidied up and exited with 0 has all the same not done what it was to do.
      case _ where hasTimedOut: .timedOut
      case .exited(let code): .exited(code: Int(code))
      case .signalled(let signal, let coreDumped): .signalled(signal: Int(signal), coreDumped: coreDumped)
      }
    self.init(
      status: status, userMicroseconds: cgroup?.userMicroseconds ?? tree.userMicroseconds,
      systemMicroseconds: cgroup?.systemMicroseconds ?? tree.systemMicroseconds,
      memoryPeakBytes: cgroup?.memoryPeakBytes ?? Self.known(tree.maximumResidentBytes))
  }

  /// A new process counts as large as the one that made it (the kernel takes over its high-water mark), so only what
  /// is larger is the command's own.
  private static func known(_ bytes: UInt64) -> UInt64? {
    var own = rusage()
    guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &own) == 0 else { return nil }
    return bytes > UInt64(clamping: own.ru_maxrss) << 10 ? bytes : nil
  }
}
