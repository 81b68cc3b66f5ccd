import CLinux
package import Glibc

/// Whose process is at the other end of a socket, by the kernel's word: as it was when it connected.
package struct PeerCredentials: Sendable {
  /// 0 when the process is of another PID namespace.
  package let processID: pid_t
  package let userID: uid_t
  package let groupID: gid_t
  package let supplementaryGroups: [gid_t]
  /// Held from the socket itself; nil where the kernel can't (before Linux 6.5), and when the process is gone.
  fileprivate let heldProcess: ProcessDescriptor?

  /// The process, for its end to be watched; nil when it can't be told for sure which it is.
  package func process() throws(SystemError) -> ProcessDescriptor? {
    if let heldProcess { return try ProcessDescriptor(duplicating: heldProcess) }
    guard processID > 0, let process = try? ProcessDescriptor(ofProcess: processID) else { return nil }
    // The number may have come to mean another process since. While it is held, its owner can be looked at.
    let owner = try FileSystem.status("/proc/\(processID)")?.owner
    return owner == userID ? process : nil
  }
}

extension UnixSocket {
  package static func peerCredentials(of socket: FileDescriptor) throws(SystemError) -> PeerCredentials {
    var process: pid_t = 0
    var user: uid_t = 0
    var group: gid_t = 0
    try checked("getsockopt", "SO_PEERCRED") {
      croft_peer_credentials(socket.rawValue, &process, &user, &group)
    }
    let held = croft_peer_process(socket.rawValue)
    return PeerCredentials(
      processID: process, userID: user, groupID: group, supplementaryGroups: try peerGroups(of: socket),
      heldProcess: held < 0
        ? nil : ProcessDescriptor(adopting: FileDescriptor(adopting: held), processID: process))
  }

  private static func peerGroups(of socket: FileDescriptor) throws(SystemError) -> [gid_t] {
    // Asked without room for any, the kernel tells with ERANGE how much it needs. They don't change any more.
    var byteCount: socklen_t = 0
    do {
      try checked("getsockopt", "SO_PEERGROUPS") {
        getsockopt(socket.rawValue, SOL_SOCKET, SO_PEERGROUPS, nil, &byteCount)
      }
      return []
    } catch let error where error.errno != ERANGE {
      throw error
    } catch {}
    var groups = [gid_t](repeating: 0, count: Int(byteCount) / MemoryLayout<gid_t>.size)
    try checked("getsockopt", "SO_PEERGROUPS") {
      getsockopt(socket.rawValue, SOL_SOCKET, SO_PEERGROUPS, &groups, &byteCount)
    }
    return groups
  }
}
