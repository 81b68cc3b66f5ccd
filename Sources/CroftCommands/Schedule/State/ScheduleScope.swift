import CroftLinux
import Glibc

/// Whose schedules: the system's, which run as root, or a user's own.
struct ScheduleScope: Equatable {
  enum Kind: String, Codable { case system, user }

  let kind: Kind
  /// Where the units go.
  let unitDirectory: String
  /// Where a directory for each schedule lies.
  let stateDirectory: String
  /// XDG_STATE_HOME as the timer's runs must have it, to find the state again; nil where they have it anyway.
  let stateHome: String?

  /// Of the directories that the state's lies in, if they have to be made: Croft's own is everyone's to look into.
  var stateParentMode: mode_t { kind == .system ? 0o755 : 0o700 }

  static let system = ScheduleScope(
    kind: .system, unitDirectory: "/etc/systemd/system", stateDirectory: "/var/lib/croft/schedules", stateHome: nil)

  /// Those of the user with this environment (XDG Base Directory Specification). A relative path in a variable counts
  /// as unset, as the specification says.
  static func user(environment: [String: String]) throws -> ScheduleScope {
    func directory(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    guard let home = directory("HOME") else {
      throw ScheduleError("a user's schedules lie in the home directory, and HOME names none: set it, or use --system")
    }
    let configuration = directory("XDG_CONFIG_HOME") ?? home + "/.config"
    let usualState = home + "/.local/state"
    let state = directory("XDG_STATE_HOME") ?? usualState
    return ScheduleScope(
      kind: .user, unitDirectory: configuration + "/systemd/user", stateDirectory: state + "/croft/schedules",
      stateHome: state == usualState ? nil : state)
  }

  /// The schedules there are.
  func schedules() throws -> [ScheduleDirectory] {
    guard try FileSystem.status(stateDirectory) != nil else { return [] }
    return try FileSystem.list(stateDirectory).compactMap { try? ScheduleName($0) }.map(directory(of:)).filter(\.exists)
  }

  func directory(of name: ScheduleName) -> ScheduleDirectory {
    ScheduleDirectory(path: "\(stateDirectory)/\(name.text)", name: name)
  }

  /// The schedule of that name, or an error that names those there are.
  func existing(_ name: ScheduleName) throws -> ScheduleDirectory {
    let directory = directory(of: name)
    if directory.exists { return directory }
    let others = try schedules().map(\.name.text)
    let list = others.isEmpty ? "there is none yet" : "there are: \(others.joined(separator: ", "))"
    throw ScheduleError("the \(kind) has no schedule \(name.text); \(list) (--system and --user choose whose)")
  }
}
