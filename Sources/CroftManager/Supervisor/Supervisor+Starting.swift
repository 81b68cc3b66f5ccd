import CroftLinux
import CroftProtocol
import Glibc
import Logging

// From a launch to a process whose image runs.
extension Supervisor {
  /// What a driver and an executor can have in flight without waiting for each other: some thousand task frames.
  private static let channelBufferBytes = 1 << 20

  /// Makes an executor's process. What becomes of it is told by ``onEvent``.
  func start(
    _ key: ExecutorKey, _ resources: Resources, _ launch: ExecutorLaunch, sharing: CoreSharing = .weight, now: Int
  ) throws {
    let (ours, theirs) = try UnixSocket.pair(bufferBytes: Self.channelBufferBytes)
    let cgroup = try cgroups.createExecutor(key, resources, sharing: sharing, owner: launch.identity)
    if let shortfall = cgroup?.shortfall {
      log.warning("\(key): \(shortfall), ignoring", metadata: .executor(key))
    }
    do {
      let program = ProgramLaunch(
        image: launch.image, arguments: [launch.programName, ExecutorLaunch.flag],
        environment: ExecutorEnvironment.variables(
          application: launch.environment, key: key, resources: resources, scratch: launch.scratch,
          output: output),
        directory: launch.directory, identity: launch.identity, surroundings: launch.surroundings)
      try start(.executor(key), program, channel: (ours, theirs), cgroup, now: now)
    } catch {
      try? cgroups.removeExecutor(key)
      throw error
    }
  }

  /// Makes a detached application's driver process. What becomes of it is told by ``onDriverEvent``.
  func startDriver(_ id: ApplicationID, _ launch: ProgramLaunch, now: Int) throws {
    let cgroup = try cgroups.createDriver(id)
    do {
      try start(.driver(id), launch, channel: nil, cgroup, now: now)
    } catch {
      try? cgroups.removeDriver(id)
      throw error
    }
  }

  private func start(
    _ role: SupervisedRole, _ launch: ProgramLaunch, channel: (ours: FileDescriptor, theirs: FileDescriptor)?,
    _ cgroup: ProcessCgroup?, now: Int
  ) throws {
    let owner = OutputOwner(role: role, program: launch.arguments.first ?? "", identity: launch.identity)
    let (writing, reader) = try output.open(owner, loop: loop, patience: patience, log: log)
    do {
      let start = try Spawner.start(
        SpawnRequest(
          image: launch.image, arguments: launch.arguments, environment: launch.environment,
          workingDirectory: launch.directory,
          standardInput: try FileDescriptor.open("/dev/null", flags: O_RDONLY),
          standardOutput: writing, standardError: writing, channel: channel?.theirs, identity: launch.identity,
          surroundings: launch.surroundings ?? ProcessSurroundings(fileCreationMask: ProcessSurroundings.privateMask),
          cgroup: try cgroup?.agent.open(), namespaces: namespaces, newSession: true))
      reader?.processID = start.process.processID
      let process = SupervisedProcess(
        role, start: start, channel: channel?.ours, cgroup: cgroup, output: reader, startedAt: now)
      try watchStart(process, start, launch)
    } catch {
      reader?.finish()
      throw error
    }
  }

  private func watchStart(
    _ process: SupervisedProcess, _ start: StartingProcess, _ launch: ProgramLaunch
  ) throws(SystemError) {
    let descriptor = start.process.descriptor.rawValue
    do {
      try loop.watch(descriptor, for: .readable) { [unowned self] _ in processEnded(process) }
      try loop.watch(start.report.rawValue, for: .readable) { [unowned self] _ in settleStart(process) }
    } catch {
      // One that can't be watched can't be kept, nor waited for here, since it may be stuck already.
      loop.unwatch(descriptor)
      kill(process)
      _ = try? start.process.reapLater()
      throw error
    }
    let deadline = MonotonicTime.nowNanoseconds + startLimitNanoseconds
    process.startTimer = loop.addTimer(at: deadline) { [unowned self] in
      let seconds = Double(startLimitNanoseconds) / 1e9
      let reason =
        "its image did not run within \(seconds) s: look whether the file systems of its program and of its "
        + "working directory \(launch.directory) answer"
      leaveStart(process, to: .failed(reason: reason))
      kill(process)
    }
    processes[process.role] = process
  }

  /// Learns what has become of a start, where that is still open.
  func settleStart(_ process: SupervisedProcess) {
    guard case .starting(let start, let channel) = process.phase else { return }
    do {
      guard try start.imageRuns() else { return }
    } catch {
      // Its end, which comes next, is the end of the attempt.
      return leaveStart(process, to: .failed(reason: "\(error)"))
    }
    leaveStart(process, to: .running)
    tell(process.role, .started(channel: channel))
  }

  func leaveStart(_ process: SupervisedProcess, to phase: SupervisedProcess.Phase) {
    if case .starting(let start, _) = process.phase { loop.unwatch(start.report.rawValue) }
    if let timer = process.startTimer { loop.cancelTimer(timer) }
    process.phase = phase
  }
}
