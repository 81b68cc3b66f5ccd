import ArgumentParser
import CroftDriver
import CroftProtocol

struct ReloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Has the manager read its configuration again.",
    discussion: """
      The same as SIGHUP. What is wrong in it is listed here, and ignored; with --quiet it isn't listed.

      With --json it is the reply of io.croft.Manager.Reload: {"warnings": [...]}.

      EXAMPLES:
        After a change of /etc/croft/croftd.conf.d, which is looked through first:
          croftd --system --check-config
          croft reload
      """)

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: ListingOptions

  func run() throws {
    try listing.write(manager.connect().call(Reload()))
  }
}

struct DrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: "Takes no new applications; those that run go on.",
    discussion: """
      With --json it prints {"isDraining"}; else, when it is done, nothing.

      EXAMPLES:
        Before maintenance, then wait until croft applications lists none:
          croft drain
        Afterwards:
          croft drain --off
      """)

  @Flag(help: "Take new applications again.")
  var off = false

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: ListingOptions

  func run() throws {
    _ = try manager.connect().call(Drain(enabled: !off))
    try listing.writeOutcome(Outcome(isDraining: !off))
  }

  /// What `--json` prints.
  struct Outcome: Codable, Equatable {
    var isDraining: Bool
  }
}

struct StopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop",
    abstract: "Ends the manager.",
    discussion: """
      drain takes no new applications, lets the running ones end, and then ends; kill ends all executors; keep leaves \
      everything running for the next manager to take over.

      It returns when the manager has begun with it. With --json it prints {"mode"} then; else nothing.

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
  @OptionGroup var listing: ListingOptions

  func validate() throws {
    if let timeout, !(0...1e9).contains(timeout) {
      throw ValidationError("--timeout takes seconds from 0 on, not \(timeout).")
    }
    if timeout != nil, mode != .drain { throw ValidationError("--timeout is for --mode drain.") }
  }

  func run() throws {
    _ = try manager.connect().call(Stop(mode: mode, timeoutMilliseconds: timeout.map { Int($0 * 1000) }))
    try listing.writeOutcome(Outcome(mode: mode))
  }

  /// What `--json` prints.
  struct Outcome: Codable, Equatable {
    var mode: StopMode
  }

  private static func mode(_ text: String) throws -> StopMode {
    guard let mode = StopMode(rawValue: text) else {
      throw ValidationError("'\(text)' is no way to stop: choose drain, kill or keep.")
    }
    return mode
  }
}

extension ListingOptions {
  /// Tells what of a configuration is ignored; that is all there is to tell.
  func write(_ reply: Reload.Reply) throws {
    try writeOutcome(reply)
    if isForPeople { reply.warnings.forEach(StandardError.warn) }
  }
}
