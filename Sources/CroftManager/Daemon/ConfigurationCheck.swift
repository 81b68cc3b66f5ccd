import CroftLinux
import Glibc

/// Looks at the configuration before anything else is done.
package enum ConfigurationCheck {
  /// EX_CONFIG of sysexits.h.
  private static let faultStatus: CInt = 78

  /// The configuration to start with. Ends the process after `--default-config` and `--check-config`, and when the
  /// configuration is wrong: a farm that starts with half of its limits is worse than one that doesn't.
  package static func perform(_ options: ManagerOptions, _ settings: ManagerSettings) -> LoadedConfiguration {
    if options.defaultConfig {
      write(DefaultConfigurationFile.text, to: STDOUT_FILENO)
      exit(EXIT_SUCCESS)
    }
    let loaded = settings.loadConfiguration()
    for problem in loaded.problems { say("\(problem)") }
    let isWrong = loaded.problems.contains { $0.severity == .error }
    if options.checkConfig {
      if loaded.problems.isEmpty {
        write("The configuration is right: \(words(for: loaded.files)).\n", to: STDOUT_FILENO)
      }
      exit(isWrong ? faultStatus : EXIT_SUCCESS)
    }
    if isWrong {
      say("croftd doesn't start: mend the configuration, then look again with \(options.checkingAgain)")
      exit(faultStatus)
    }
    return loaded
  }

  private static func words(for files: [String]) -> String {
    files.isEmpty ? "there are no files, and so the defaults hold" : files.joined(separator: ", ")
  }

  /// To standard error, whose lines systemd takes for entries of the journal.
  private static func say(_ sentence: String) { write("croftd: \(sentence)\n", to: STDERR_FILENO) }

  /// The journal isn't there yet, and nobody reads this where it fails.
  private static func write(_ text: String, to descriptor: CInt) {
    try? FileDescriptor(duplicating: descriptor).writeAll(text)
  }
}

extension ManagerOptions {
  /// The command that looks at the same configuration.
  fileprivate var checkingAgain: String {
    let which = (system ? ["--system"] : []) + (config.map { ["--config", $0] } ?? [])
    return (["croftd"] + which + ["--check-config"]).joined(separator: " ")
  }
}
