import CroftLinux
import CroftProtocol
import CroftSystemd
import Glibc
import Logging

/// Starts executors, watches them on the event loop, and ends them for good: with every process they left behind.
final class Supervisor {
  /// How long an executor may tidy up after SIGTERM. An application has to be gone within a second, also when its
  /// executors ignore the signal; this leaves most of it for the kernel to take large processes apart.
  private static let graceNanoseconds: UInt64 = 300_000_000
  /// What a driver and an executor can have in flight without waiting for each other: some thousand task frames.
  private static let channelBufferBytes = 1 << 20

  /// Called once for each executor that was started, when its process has been reaped and its cgroup is empty.
  var onEnd: ((ExecutorKey, ExecutorOutcome) -> Void)?

  private let loop: EventLoop
  private let cgroups: CgroupTree
  private let output: ExecutorOutput
  private let log: Logger
  private var processes: [ExecutorKey: ExecutorProcess] = [:]

  init(loop: EventLoop, cgroups: CgroupTree, output: ExecutorOutput, log: Logger) {
    self.loop = loop
    self.cgroups = cgroups
    self.output = output
    self.log = log
  }

  func process(_ key: ExecutorKey) -> ExecutorProcess? { processes[key] }

  // MARK: - Starting

  /// Starts an executor, and gives its process and the driver's end of its channel.
  func start(
    _ key: ExecutorKey, _ resources: Resources, _ launch: ExecutorLaunch, now: Int
  ) throws -> (processID: pid_t, channel: FileDescriptor) {
    let (ours, theirs) = try UnixSocket.pair(bufferBytes: Self.channelBufferBytes)
    let cgroup = try cgroups.createExecutor(key, resources)
    let process: ProcessDescriptor
    do {
      process = try Spawner.spawn(try request(key, resources, launch, channel: theirs, cgroup: cgroup))
    } catch {
      try? cgroup?.group.remove()
      throw error
    }
    let executor = ExecutorProcess(process: process, cgroup: cgroup, startedAt: now)
    do {
      try loop.watch(process.descriptor.rawValue, for: .readable) { [unowned self] _ in
        processEnded(key, executor)
      }
    } catch {
      // One that can't be watched can't be kept.
      kill(key, executor)
      _ = reap(executor, outOfMemoryKills: 0, blocking: true)
      try? cgroup?.group.remove()
      throw error
    }
    processes[key] = executor
    return (process.processID, ours)
  }

  private func request(
    _ key: ExecutorKey, _ resources: Resources, _ launch: ExecutorLaunch, channel: FileDescriptor,
    cgroup: ExecutorCgroup?
  ) throws(SystemError) -> SpawnRequest {
    let output = try openOutput(key)
    return SpawnRequest(
      image: launch.image,
      arguments: [launch.programName, ExecutorLaunch.flag],
      environment: ExecutorEnvironment.variables(
        application: launch.environment, key: key, resources: resources, scratch: launch.scratch),
      workingDirectory: launch.directory,
      standardInput: try FileDescriptor.open("/dev/null", flags: O_RDONLY),
      standardOutput: output, standardError: output, channel: channel, identity: launch.identity,
      cgroup: try cgroup?.agent.open(), newSession: true)
  }

  private func openOutput(_ key: ExecutorKey) throws(SystemError) -> FileDescriptor {
    switch output {
    case .journal: try JournalStream.open(identifier: "croft-app-\(key.application)", priority: .info)
    case .standardError: try FileDescriptor(duplicating: STDERR_FILENO)
    }
  }

  // MARK: - Ending

  /// Asks an executor to end, and ends it by force when it doesn't.
  func end(_ key: ExecutorKey) {
    guard let executor = processes[key], executor.killTimer == nil else { return }
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

  /// Kills every process of the executor that can be found: all of its cgroup, or its process group where it has none.
  /// Only while the process hasn't been reaped, so that its number can't mean another group.
  private func kill(_ key: ExecutorKey, _ executor: ExecutorProcess) {
    do {
      if let cgroup = executor.cgroup {
        try cgroup.group.kill()
      } else {
        try? executor.process.signal(SIGKILL)
        Glibc.kill(-executor.process.processID, SIGKILL)
      }
    } catch {
      log.error("\(key) couldn't be killed: \(error)", metadata: .executor(key))
      try? executor.process.signal(SIGKILL)
    }
  }

  private func processEnded(_ key: ExecutorKey, _ executor: ExecutorProcess) {
    loop.unwatch(executor.process.descriptor.rawValue)
    if let timer = executor.killTimer { loop.cancelTimer(timer) }
    // Descendants die with the executor. The cgroup's own record is read before it goes.
    let outOfMemoryKills = executor.cgroup?.outOfMemoryKills ?? 0
    kill(key, executor)
    let outcome = reap(executor, outOfMemoryKills: outOfMemoryKills)
    waitUntilEmpty(key, executor, outcome)
  }

  private func reap(
    _ executor: ExecutorProcess, outOfMemoryKills: UInt64, blocking: Bool = false
  ) -> ExecutorOutcome {
    do {
      guard let exit = try executor.process.waitForExit(blocking: blocking) else {
        return .unknown(reason: "its descriptor announced an end that the kernel doesn't confirm")
      }
      return ExecutorOutcome(exit, outOfMemoryKills: outOfMemoryKills)
    } catch {
      return .unknown(reason: "\(error)")
    }
  }

  /// What the executor left behind has been killed, but may take a moment to go.
  private func waitUntilEmpty(_ key: ExecutorKey, _ executor: ExecutorProcess, _ outcome: ExecutorOutcome) {
    guard let cgroup = executor.cgroup else { return finish(key, executor, outcome) }
    do {
      let emptiness = try CgroupEvents(cgroup.group)
      executor.emptiness = emptiness
      try loop.watch(emptiness.descriptor.rawValue, for: .priority) { [unowned self] _ in
        finishIfEmpty(key, executor, outcome, emptiness)
      }
      finishIfEmpty(key, executor, outcome, emptiness)
    } catch {
      log.warning("\(key): its cgroup can't be watched: \(error), ignoring", metadata: .executor(key))
      finish(key, executor, outcome)
    }
  }

  private func finishIfEmpty(
    _ key: ExecutorKey, _ executor: ExecutorProcess, _ outcome: ExecutorOutcome, _ emptiness: CgroupEvents
  ) {
    // A cgroup that can't be read any more holds nobody.
    guard (try? emptiness.isPopulated()) != true else { return }
    loop.unwatch(emptiness.descriptor.rawValue)
    finish(key, executor, outcome)
  }

  private func finish(_ key: ExecutorKey, _ executor: ExecutorProcess, _ outcome: ExecutorOutcome) {
    processes[key] = nil
    do {
      try executor.cgroup?.group.remove()
    } catch {
      log.warning("\(key): its cgroup couldn't be removed: \(error), ignoring", metadata: .executor(key))
    }
    onEnd?(key, outcome)
  }
}
