import CroftCommands

/// `croft`: what a person asks a manager at the command line.
@main
enum Main {
  static func main() async {
    await CommandLineTool.run()
  }
}
