import ArgumentParser
import CroftDriver
import CroftProtocol

struct ReloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Has the manager read its configuration again.",
    discussion: """
      The same as SIGHUP. What is wrong in it is listed here, and ignored.

      EXAMPLES:
        After a change of /etc/croft/croftd.conf.d, which is looked through first:
          croftd --system --check-config
          croft reload
      """)

  @OptionGroup var manager: ManagerOptions

  func run() throws {
    try manager.connect().call(Reload()).warnings.forEach(StandardError.warn)
  }
}

struct DrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: "Takes no new applications; those that run go on.",
    discussion: """
      EXAMPLES:
        Before maintenance, then wait until croft applications lists none:
          croft drain
        Afterwards:
          croft drain --off
      """)

  @Flag(help: "Take new applications again.")
  var off = false

  @OptionGroup var manager: ManagerOptions

  func run() throws {
    _ = try manager.connect().call(Drain(enabled: !off))
  }
}

struct StopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop",
    abstract: "Ends the manager.",
    discussion: """
      drain takes no new applications, lets the running ones end, and then ends; kill ends all executors; keep leaves \
      everything running for the next manager to take over.

      EXAMPLES:
        Let what runs go on to its end, for an hour at most:
          croft stop --mode drain --timeout 3600
        Put another croftd in its place, while jobs go on:
          croft stop --mode keep
      """)

  @Option(help: ArgumentHelp("drain, kill or keep.", valueName: "mode"), transform: Self.mode)
  var mode: StopMode

  @Option(help: ArgumentHelp("How long to drain, before the rest is killed.", valueName: "seconds"))
  var timeout: Double?

  @OptionGroup var manager: ManagerOptions

  func validate() throws {
    if let timeout, !(0...1e9).contains(timeout) {
      throw ValidationError("--timeout takes seconds from 0 on, not \(timeout).")
    }
    if timeout != nil, mode != .drain { throw ValidationError("--timeout is for --mode drain.") }
  }

  func run() throws {
    _ = try manager.connect().call(Stop(mode: mode, timeoutMilliseconds: timeout.map { Int($0 * 1000) }))
  }

  private static func mode(_ text: String) throws -> StopMode {
    guard let mode = StopMode(rawValue: text) else {
      throw ValidationError("'\(text)' is no way to stop: choose drain, kill or keep.")
    }
    return mode
  }
}
