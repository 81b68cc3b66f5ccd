import CroftLinux
import CroftProtocol
import Glibc
import Logging

/// Starts executors, watches them on the event loop, and ends them for good: with every process they left behind.
final class Supervisor {
  /// How long a process may take to its image. It has a directory to enter and a file to read, both of the user's
  /// choice: seconds on a busy network file system, for ever on one that hangs.
  static let startNanoseconds: UInt64 = 10_000_000_000
  /// How long an executor may tidy up after SIGTERM. An application has to be gone within a second, also when its
  /// executors ignore the signal; this leaves most of it for the kernel to take large processes apart.
  private static let graceNanoseconds: UInt64 = 300_000_000
  /// What a driver and an executor can have in flight without waiting for each other: some thousand task frames.
  private static let channelBufferBytes = 1 << 20

  /// Told of every executor whose `start` didn't throw.
  var onEvent: ((ExecutorKey, ExecutorEvent) -> Void)?

  let loop: EventLoop
  let log: Logger
  var processes: [ExecutorKey: ExecutorProcess] = [:]
  private let cgroups: CgroupTree
  private let output: ExecutorOutput
  private let startLimitNanoseconds: UInt64

  init(
    loop: EventLoop, cgroups: CgroupTree, output: ExecutorOutput, log: Logger,
    startLimitNanoseconds: UInt64 = Supervisor.startNanoseconds
  ) {
    self.loop = loop
    self.cgroups = cgroups
    self.output = output
    self.log = log
    self.startLimitNanoseconds = startLimitNanoseconds
  }

  func process(_ key: ExecutorKey) -> ExecutorProcess? { processes[key] }

  // MARK: - Starting

  /// Makes an executor's process. What becomes of it is told by ``onEvent``.
  func start(_ key: ExecutorKey, _ resources: Resources, _ launch: ExecutorLaunch, now: Int) throws {
    let (ours, theirs) = try UnixSocket.pair(bufferBytes: Self.channelBufferBytes)
    let (writing, relay) = try output.open(key, ofOtherUser: launch.identity != nil, loop: loop, log: log)
    do {
      let cgroup = try cgroups.createExecutor(key, resources)
      do {
        let start = try Spawner.start(
          SpawnRequest(
            image: launch.image,
            arguments: [launch.programName, ExecutorLaunch.flag],
            environment: ExecutorEnvironment.variables(
              application: launch.environment, key: key, resources: resources, scratch: launch.scratch),
            workingDirectory: launch.directory,
            standardInput: try FileDescriptor.open("/dev/null", flags: O_RDONLY),
            standardOutput: writing, standardError: writing, channel: theirs, identity: launch.identity,
            cgroup: try cgroup?.agent.open(), newSession: true))
        try watch(
          key, ExecutorProcess(start: start, channel: ours, cgroup: cgroup, output: relay, startedAt: now), launch)
      } catch {
        try? cgroup?.group.remove()
        throw error
      }
    } catch {
      relay?.finish()
      throw error
    }
  }

  private func watch(_ key: ExecutorKey, _ executor: ExecutorProcess, _ launch: ExecutorLaunch) throws(SystemError) {
    let process = executor.process.descriptor.rawValue
    do {
      try loop.watch(process, for: .readable) { [unowned self] _ in processEnded(key, executor) }
      try loop.watch(executor.start.report.rawValue, for: .readable) { [unowned self] _ in
        settleStart(key, executor)
      }
    } catch {
      // One that can't be watched can't be kept, nor waited for here, since it may be stuck already.
      loop.unwatch(process)
      kill(key, executor)
      _ = try? executor.process.waitForExit(blocking: false)
      throw error
    }
    let deadline = MonotonicTime.nowNanoseconds + startLimitNanoseconds
    executor.startTimer = loop.addTimer(at: deadline) { [unowned self] in
      let seconds = Double(startLimitNanoseconds) / 1e9
      let reason =
        "its image did not run within \(seconds) s: look whether the file systems of its program and of its "
        + "working directory \(launch.directory) answer"
      leaveStart(executor, to: .failed(reason: reason))
      kill(key, executor)
    }
    processes[key] = executor
  }

  /// Learns what has become of a start, where that is still open.
  func settleStart(_ key: ExecutorKey, _ executor: ExecutorProcess) {
    guard case .starting(let channel) = executor.phase else { return }
    do {
      guard try executor.start.imageRuns() else { return }
    } catch {
      // Its end, which comes next, is the end of the attempt.
      return leaveStart(executor, to: .failed(reason: "\(error)"))
    }
    leaveStart(executor, to: .running)
    onEvent?(key, .started(channel: channel))
  }

  func leaveStart(_ executor: ExecutorProcess, to phase: ExecutorProcess.Phase) {
    loop.unwatch(executor.start.report.rawValue)
    if let timer = executor.startTimer { loop.cancelTimer(timer) }
    executor.phase = phase
  }

  // MARK: - Ending on demand

  /// Asks an executor to end, and ends it by force when it doesn't.
  func end(_ key: ExecutorKey) {
    guard let executor = processes[key], executor.killTimer == nil, !executor.isReaped else { return }
    // Before its image runs it has nothing to tidy up, and listens to nothing but force.
    guard case .running = executor.phase else { return kill(key, executor) }
    // A failure means that it has ended by itself, and its descriptor is readable.
    try? executor.process.signal(SIGTERM)
    executor.killTimer = loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.graceNanoseconds) { [unowned self] in
      kill(key, executor)
    }
  }

  /// Ends everything by force, at once.
  func killAll() {
    for (key, executor) in processes { kill(key, executor) }
  }
}
