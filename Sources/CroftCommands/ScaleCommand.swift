import ArgumentParser
import CroftDriver
import CroftProtocol

struct ScaleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale",
    abstract: "Changes the farm's configuration until the machine is booted again.",
    discussion: """
      Any key of croftd.conf(5) can be set. It takes effect at once: executors above a lowered limit are given time \
      to finish their tasks. A key without a value goes back to what the files say. Warnings are \
      on standard error, and with --quiet aren't said.

      With --json it is the reply of io.croft.Manager.Scale: {"warnings": [...]}.

      EXAMPLES:
        Hand out four cores and half of the memory:
          croft scale Cores=4 Memory=50%
        Give the queue batch a larger share:
          croft scale 'Queue batch.Weight=300'
        Go back to the configured figure:
          croft scale Cores=
      """)

  @Argument(
    help: ArgumentHelp("Assignments. The section [Manager] needn't be named.", valueName: "[section.]key=value"),
    transform: Self.assignment)
  var assignments: [Scale.Assignment]

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: ListingOptions

  func run() throws {
    try listing.write(manager.connect().call(Scale(assignments: assignments)))
  }

  static func assignment(_ text: String) throws -> Scale.Assignment {
    guard let equals = text.firstIndex(of: "=") else {
      throw ValidationError("'\(text)' assigns nothing: write it as Cores=4 or 'Queue batch.Weight=300'.")
    }
    let name = text[..<equals]
    let value = String(text[text.index(after: equals)...])
    // A queue's name may hold a dot; a key doesn't.
    guard let dot = name.lastIndex(of: ".") else {
      return Scale.Assignment(section: "Manager", key: String(name), value: value)
    }
    return Scale.Assignment(
      section: String(name[..<dot]), key: String(name[name.index(after: dot)...]), value: value)
  }
}
