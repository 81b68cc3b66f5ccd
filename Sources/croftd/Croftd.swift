import CroftManager

/// Croft's manager, as a program.
@main
enum Croftd {
  static func main() {
    let options = ManagerOptions.fromCommandLine()
    do {
      let listener = try DaemonProcess.takeListener()
      let settings = try options.settings(listener)
      let configuration = ConfigurationCheck.perform(options, settings)
      DaemonProcess.startLogging(settings, configuration)
      let signals = try DaemonProcess.prepare()
      let daemon = try Daemon(settings, configuration, listener: listener)
      try daemon.listen(to: signals)
      DaemonProcess.run(daemon)
    } catch {
      DaemonProcess.fail(error)
    }
  }
}
