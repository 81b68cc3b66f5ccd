import CroftDriver
import CroftLinux
import CroftProtocol

public import ArgumentParser

/// The options that every application has: where to run, and on how much of it.
public struct FarmOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where to run: local, local[N] or local[*] (threads of this process), unix:PATH (a manager's socket), or croft.",
      discussion: "Default: CROFT_MASTER, else the user's manager, else the system's.", valueName: "url"))
  public var master: String?

  @Option(help: ArgumentHelp("How many executor processes.", valueName: "count"))
  public var executors = 1

  @Option(
    help: ArgumentHelp(
      "Tasks at once in each executor. Default: the farm's cores, shared among the executors.", valueName: "cores"))
  public var executorCores: Int?

  @Option(
    help: ArgumentHelp("Memory for each executor: 512M, 2G, ….", valueName: "size"),
    transform: { text in
      guard let size = MemorySize(text) else {
        throw ValidationError("\"\(text)\" is not an amount of memory; write it like 512M or 2G")
      }
      return size.bytes
    })
  public var executorMemory = FarmConfiguration.defaultExecutorMemoryBytes

  @Option(help: ArgumentHelp("What the application is called. Default: the program's name.", valueName: "name"))
  public var name: String?

  public init() {}

  public func validate() throws {
    guard executors > 0 else { throw ValidationError("--executors \(executors): at least one is needed") }
    if let executorCores, executorCores <= 0 {
      throw ValidationError("--executor-cores \(executorCores): at least one is needed")
    }
  }

  /// Connects to the farm that the options name.
  ///
  /// - Throws: an error that says what to do when there is no farm.
  public func connect() throws -> Farm {
    let configuration = FarmConfiguration(
      name: name ?? CurrentProgram.name, executors: executors, executorCores: executorCores,
      executorMemoryBytes: executorMemory)
    return try Farm.connect(master: master, configuration)
  }
}
