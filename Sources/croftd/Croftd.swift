import CroftManager

/// Croft's manager, as a program.
@main
enum Croftd {
  static func main() {
    let options = ManagerOptions.fromCommandLine()
    let destination = DaemonProcess.startLogging(options)
    do {
      let signals = try DaemonProcess.prepare()
      let settings = try options.settings(logDestination: destination)
      let daemon = try Daemon(settings)
      try daemon.stop(on: signals)
      daemon.run()
    } catch {
      DaemonProcess.fail(error)
    }
  }
}
