package import Glibc

/// Whom a process runs as. No names: a user needs no entry in any directory of users to run something.
package struct ProcessIdentity: Sendable, Equatable {
  package let userID: uid_t
  package let groupID: gid_t
  package let supplementaryGroups: [gid_t]

  package init(userID: uid_t, groupID: gid_t, supplementaryGroups: [gid_t]) {
    self.userID = userID
    self.groupID = groupID
    self.supplementaryGroups = supplementaryGroups
  }

  /// As the process at the other end of a socket.
  package init(_ peer: PeerCredentials) {
    self.init(userID: peer.userID, groupID: peer.groupID, supplementaryGroups: peer.supplementaryGroups)
  }
}
