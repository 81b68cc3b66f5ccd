import ArgumentParser
import CroftDriver
import CroftLinux
import CroftProtocol

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Shows the manager's configuration as it is in force, and where each value comes from.",
    discussion: """
      It is printed in the format of croftd.conf(5). What is at its default is a comment; above each other key a \
      comment says which file and line set it, or that croft scale did. With a KEY, only its value is printed, for \
      scripts.

      To change it until the machine is booted again: croft scale. For good: a file in /etc/croft/croftd.conf.d/ \
      (a user's own manager: ~/.config/croft/croftd.conf.d/), and croft reload.

      With --json it prints an object: settings, an array of section, key, value and, where it isn't the default, \
      origin. With --quiet it prints the keys' names with their sections, as KEY takes them.

      EXAMPLES:
        All of it:
          croft config
        What isn't as it came:
          croft config --changed
        One value:
          croft config Cores
          croft config 'Queue batch.Weight'
      """)

  @Argument(
    help: ArgumentHelp("Only this key; its section stands before it with a dot where needed.", valueName: "key"),
    completion: Completions.configurationKeys)
  var key: String?

  @Flag(help: "Only what isn't at its default.")
  var changed = false

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: ListingOptions

  func run() throws {
    let all = ConfigurationText(settings: try manager.connect().call(GetConfiguration()).settings)
    var text = try key.map { try Self.find($0, in: all) } ?? all
    if changed { text = text.changed }
    try listing.writeOutcome(GetConfiguration.Reply(settings: text.settings))
    let isOne = key != nil && text.settings.count == 1
    let lines = listing.quiet ? text.names : isOne ? text.settings.map(\.value.printable) : text.lines
    if !listing.output.json, !lines.isEmpty { print(lines.joined(separator: "\n")) }
  }

  static func find(_ key: String, in all: ConfigurationText) throws -> ConfigurationText {
    let found = all.named(key)
    guard found.settings.isEmpty else { return found }
    let word = key.split(separator: ".").last.map(String.init) ?? key
    let names = Array(Set(all.settings.map(\.key))).sorted()
    let hint = NearestName.of(word, among: names).map { "Did you mean '\($0)'?" } ?? "croft config lists all there are."
    throw ValidationError("There is no key '\(key.printable)' in the configuration. \(hint)")
  }
}
