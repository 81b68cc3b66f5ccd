/// Where a manager of a user keeps its things, unless told otherwise. Pure, because the manager, the driver and the
/// command line must come to the same answer.
package struct ManagerPaths: Sendable, Equatable {
  package let socket: String
  package let state: String
  package let scratch: String

  /// Root's manager serves everyone.
  package static let system = ManagerPaths(
    socket: "/run/croft/\(ManagerInterface.name)", state: "/var/lib/croft", scratch: "/var/lib/croft/scratch")

  /// The paths for a user with an environment (XDG Base Directory Specification). A relative path in a variable counts
  /// as unset, as the specification says.
  package static func standard(userID: UInt32, environment: [String: String]) -> ManagerPaths {
    if userID == 0 { return system }
    func directory(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    let runtime = directory("XDG_RUNTIME_DIR").map { $0 + "/croft" } ?? "/tmp/croft-\(userID)"
    let state = directory("XDG_STATE_HOME") ?? directory("HOME").map { $0 + "/.local/state" }
    // A user without a home directory still gets a manager; its state lasts until /tmp is cleaned.
    let ours = state.map { $0 + "/croft" } ?? "/tmp/croft-\(userID)/state"
    return ManagerPaths(socket: "\(runtime)/\(ManagerInterface.name)", state: ours, scratch: ours + "/scratch")
  }
}
