import CroftExecutor
import CroftLinux
import CroftProtocol
import Glibc

public import CroftDriver

extension Farm {
  /// Connects to a farm.
  ///
  /// A program that is not an `Application` has to call `serveIfExecutor()` first thing in its `main`.
  ///
  /// - Parameters:
  ///   - master: as `--master` takes it; nil for the default.
  ///   - configuration: how many executors, and how large.
  ///   - progress: whether to show how far jobs are.
  ///   - log: takes lines about what went wrong and was dealt with; they go to standard error if it is not given.
  /// - Throws: an error that says what to do when there is no farm, or the master's name makes no sense.
  public static func connect(
    master: String? = nil, _ configuration: FarmConfiguration, progress: ProgressChoice = .none,
    log: (@Sendable (String) -> Void)? = nil
  ) throws -> Farm {
    try connect(master: master, configuration, showing: progress.output, log: log ?? { StandardError.say($0) })
  }

  /// The same for a program that draws its progress itself.
  package static func connect(
    master: String?, _ configuration: FarmConfiguration, showing progress: ProgressOutput,
    log: @escaping @Sendable (String) -> Void
  ) throws -> Farm {
    let configuration = EnvironmentDefaults().complete(configuration)
    switch try ManagerDiscovery().master(requested: master) {
    case .local(let slots):
      let executors = try localExecutors(cores: slots, memoryBytes: configuration.executorMemoryBytes)
      return try Farm(.local(executors), configuration, progress: progress, log: log)
    case .manager(let socketPath):
      let session = try session(with: socketPath, configuration)
      return try Farm(.manager(session), configuration, progress: progress, log: log)
    }
  }

  /// Registers a new application, or resumes the one that the manager runs this program for.
  private static func session(
    with socketPath: String, _ configuration: FarmConfiguration
  ) throws -> ManagerSession {
    let image = try currentExecutable()
    if let detached = EnvironmentDefaults().detachedApplication(at: socketPath) {
      EnvironmentDefaults.forgetOwnApplication()
      return try ManagerSession.resume(
        socketPath: socketPath, application: detached.id, secret: detached.secret, image: image)
    }
    let registration = RegisterApplication(
      name: configuration.name, image: 0, arguments: CommandLine.arguments,
      environment: EnvironmentDefaults.forExecutors(), directory: try currentDirectory(), queue: configuration.queue,
      priority: configuration.priority)
    return try ManagerSession.register(socketPath: socketPath, registration: registration, image: image)
  }

  /// Serves as an executor and never returns, if the manager started this process as one.
  public static func serveIfExecutor() {
    if ExecutorProcess.isRequested { ExecutorProcess.run() }
  }

  /// An executor on threads of this process: the same runtime at the other end of the same channel.
  private static func localExecutors(cores: Int?, memoryBytes: Int) throws -> LocalExecutors {
    let cores = try cores ?? MachineCapacity.detect().cores
    let scratch = try TemporaryDirectories.create(prefix: "croft-local-")
    let executor = LocalExecutor()
    return LocalExecutors(cores: cores, scratch: scratch, endCommands: executor.endCommands) { channel, slots in
      try executor.start(channel: channel, slots: slots, memoryLimitBytes: memoryBytes) {
        StandardError.say("the local executor ends: \($0)")
      }
    }
  }
}

/// The running program.
enum CurrentProgram {
  /// The last component of the path it was started by.
  static var name: String {
    CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "application"
  }
}
