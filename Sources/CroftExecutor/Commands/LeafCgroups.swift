import CroftLinux
import Glibc
import Synchronization

/// The leaves `task-<k>` for an executor's commands, below its own cgroup.
final class LeafCgroups: Sendable {
  private struct State {
    var idle: [CommandLeaf] = []
    var made = 0
    /// Those that couldn't be removed yet.
    var left: [Cgroup] = []
  }

  private let parent: Cgroup
  private let controllers: LeafControllers
  private let state = Mutex(State())

  /// Others of this name may be there: of an executor that had this cgroup before, as a rule one or none.
  private static let maximumNamesakes = 1000

  /// - Returns: nil where this process may make no cgroups, or couldn't end what lives in them.
  init?(below parent: Cgroup) {
    // Whoever makes a leaf may kill what lives in it, where the kernel can: the parent's own file is the manager's.
    guard access("\(parent.path)/cgroup.procs", W_OK) == 0, access(parent.path, W_OK) == 0,
      access("\(parent.path)/cgroup.kill", F_OK) == 0, parent.canHoldProcesses
    else { return nil }
    self.parent = parent
    controllers = LeafControllers(below: parent)
  }

  /// A leaf in which nothing lives.
  func take() throws(SystemError) -> CommandLeaf {
    if let leaf = state.withLock({ $0.idle.popLast() }) { return leaf }
    for _ in 0..<Self.maximumNamesakes {
      let number = state.withLock { state in
        state.made += 1
        return state.made
      }
      do {
        return try CommandLeaf(try parent.createChild("task-\(number)"), controllers)
      } catch let error where error.errno == EEXIST {
        continue
      }
    }
    throw SystemError("mkdir", errno: EEXIST, subject: "\(parent.path)/task-…")
  }

  /// Takes one back whose command has ended.
  func giveBack(_ leaf: CommandLeaf) {
    if leaf.isReusable { return state.withLock { $0.idle.append(leaf) } }
    // What a stuck process holds up, or the user's own cgroups below it, may be removable later.
    let candidates = state.withLock { exchange(&$0.left, with: []) } + [leaf.cgroup]
    let left = candidates.filter { (try? $0.remove()) == nil && $0.read("cgroup.events") != nil }
    if !left.isEmpty { state.withLock { $0.left += left } }
  }

  /// Removes those that nobody uses.
  func removeIdle() {
    for leaf in state.withLock({ exchange(&$0.idle, with: []) }) { try? leaf.cgroup.remove() }
  }
}
