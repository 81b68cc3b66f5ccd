import CroftLinux

/// Where a manager's configuration is looked for, in systemd's order (systemd-system.conf(5), "Configuration
/// directories and precedence"): one main file, the first that is there, and the drop-ins of all directories by name.
package struct ConfigurationFiles: Sendable, Equatable {
  static let mainName = "croftd.conf"
  static let dropInName = "croftd.conf.d"

  /// The first that is there counts.
  let mainFiles: [String]
  /// Whether it is an error that no main file is there.
  let isRequired: Bool
  /// A file in an earlier one hides those of the same name in later ones.
  let dropInDirectories: [String]
  /// The one of these that is gone with the next boot.
  let runtimeDropIns: String

  /// - Parameters:
  ///   - isSystem: Whether the manager serves all users; else it is one user's own, who configures it like
  ///     systemd's user manager: below `~/.config` first, then where the administrator has put something for all
  ///     users' managers.
  ///   - runtimeDirectory: The directory of the control socket.
  package static func standard(
    isSystem: Bool, environment: [String: String], runtimeDirectory: String
  ) -> ConfigurationFiles {
    let packages = ["/run", "/usr/local/lib", "/usr/lib"]
    if isSystem {
      return inDirectories(
        ["/etc/croft", runtimeDirectory] + packages.map { $0 + "/croft" }, runtimeDirectory: runtimeDirectory)
    }
    // A relative path counts as unset (XDG Base Directory Specification).
    func directory(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    let home = directory("XDG_CONFIG_HOME") ?? directory("HOME").map { $0 + "/.config" }
    let own = home.map { [$0 + "/croft"] } ?? []
    return inDirectories(
      own + ["/etc/croft/user", runtimeDirectory] + packages.map { $0 + "/croft/user" },
      runtimeDirectory: runtimeDirectory)
  }

  /// One file and the drop-ins beside it, in place of all others; what `croft scale` sets counts too.
  package static func explicit(_ file: String, runtimeDirectory: String) -> ConfigurationFiles {
    ConfigurationFiles(
      mainFiles: [file], isRequired: true,
      dropInDirectories: [file + ".d", "\(runtimeDirectory)/\(dropInName)"],
      runtimeDropIns: "\(runtimeDirectory)/\(dropInName)")
  }

  private static func inDirectories(_ directories: [String], runtimeDirectory: String) -> ConfigurationFiles {
    var known: Set<String> = []
    let directories = directories.filter { known.insert($0).inserted }
    return ConfigurationFiles(
      mainFiles: directories.map { "\($0)/\(mainName)" }, isRequired: false,
      dropInDirectories: directories.map { "\($0)/\(dropInName)" },
      runtimeDropIns: "\(runtimeDirectory)/\(dropInName)")
  }
}
