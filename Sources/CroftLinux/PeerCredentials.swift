package import Glibc

/// Whose process is at the other end of a socket, by the kernel's word: as it was when it connected.
package struct PeerCredentials: Sendable {
  /// 0 when the process is of another PID namespace.
  package let processID: pid_t
  package let userID: uid_t
  package let groupID: gid_t
  package let supplementaryGroups: [gid_t]
  /// Held from the socket itself; nil where the kernel can't, and when the process is gone.
  fileprivate let heldProcess: ProcessDescriptor?
  /// The kernel is older than Linux 6.5, and knows a peer by its number alone.
  fileprivate let isKnownByNumber: Bool

  /// The process, for its end to be watched; nil when it can't be told for sure which it is.
  package func process() throws(SystemError) -> ProcessDescriptor? {
    if let heldProcess { return try ProcessDescriptor(duplicating: heldProcess) }
    guard isKnownByNumber, processID > 0, let process = try? ProcessDescriptor(ofProcess: processID) else { return nil }
    // The number may have come to mean another process since. While it is held, its owner can be looked at.
    let owner = try FileSystem.status("/proc/\(processID)")?.owner
    return owner == userID ? process : nil
  }
}

extension UnixSocket {
  package static func peerCredentials(of socket: FileDescriptor) throws(SystemError) -> PeerCredentials {
    // The kernel's struct ucred: three words.
    var peer: (process: pid_t, user: uid_t, group: gid_t) = (0, 0, 0)
    var size = socklen_t(MemoryLayout.size(ofValue: peer))
    try checked("getsockopt", "SO_PEERCRED") {
      getsockopt(socket.rawValue, SOL_SOCKET, SO_PEERCRED, &peer, &size)
    }
    let held = peerProcess(of: socket)
    let isKnownByNumber = held < 0 && errno == ENOPROTOOPT
    return PeerCredentials(
      processID: peer.process, userID: peer.user, groupID: peer.group, supplementaryGroups: try peerGroups(of: socket),
      heldProcess: held < 0
        ? nil : ProcessDescriptor(adopting: FileDescriptor(adopting: held), processID: peer.process),
      isKnownByNumber: isKnownByNumber)
  }

  /// A pidfd, or -1 and errno.
  private static func peerProcess(of socket: FileDescriptor) -> CInt {
    // SO_PEERPIDFD of asm-generic/socket.h, since Linux 6.5; the C library's headers may be older.
    let peerPIDFD: CInt = 77
    var process: CInt = -1
    var size = socklen_t(MemoryLayout<CInt>.size)
    return getsockopt(socket.rawValue, SOL_SOCKET, peerPIDFD, &process, &size) == 0 ? process : -1
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
