package import Glibc

/// A connection to where the journal takes entries in its native form. It needs no library: an executor has none.
///
/// Not `Sendable`: it belongs to who sends.
package final class JournalSocket {
  package static let path = "/run/systemd/journal/socket"

  /// Who sends, as the journal notes it (`_PID=`, `_UID=`, `_GID=`). Only root can say it of somebody else.
  package struct Sender: Sendable, Equatable {
    package var processID: pid_t
    package var userID: uid_t
    package var groupID: gid_t

    package init(processID: pid_t, userID: uid_t, groupID: gid_t) {
      self.processID = processID
      self.userID = userID
      self.groupID = groupID
    }
  }

  private let path: String
  private let isBlocking: Bool
  /// The connection that there is; to wait for room on it where others may send meanwhile.
  package private(set) var socket: FileDescriptor?

  /// - Parameter isBlocking: whether to wait while the journal is behind with reading, which is EAGAIN else.
  package init(isBlocking: Bool, path: String = JournalSocket.path) {
    self.isBlocking = isBlocking
    self.path = path
  }

  /// Sends one entry. One that has gone is not lost: it waits in the kernel for the journal.
  ///
  /// - Parameter sender: nil: this process. Nobody may name another process without CAP_SYS_ADMIN; then the entry goes
  ///   out as from this process, with the user that was named.
  /// - Throws: ECONNREFUSED or ENOENT when no journal is there, EMSGSIZE for an entry of more than some 200 KB.
  package func send(_ bytes: UnsafeRawBufferPointer, from sender: Sender? = nil) throws(SystemError) {
    do {
      try sendOnce(bytes, from: sender)
    } catch let error where [ECONNREFUSED, ECONNRESET, ENOTCONN, EPIPE].contains(error.errno) {
      // The journal that this was connected to has gone; there may be another one.
      socket = nil
      try sendOnce(bytes, from: sender)
    } catch let error where [EPERM, ESRCH].contains(error.errno) {
      guard var sender, sender.processID != getpid() else { throw error }
      sender.processID = getpid()
      try sendOnce(bytes, from: sender)
    }
  }

  /// Waits until the journal takes more, at most so long; not at all when there is none.
  package func waitForRoom(milliseconds: CInt) {
    guard let socket else { return }
    var entry = pollfd(fd: socket.rawValue, events: Int16(POLLOUT), revents: 0)
    poll(&entry, 1, milliseconds)
  }

  private func sendOnce(_ bytes: UnsafeRawBufferPointer, from sender: Sender?) throws(SystemError) {
    let socket = try connected()
    var data = iovec(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
    var control = sender.map(Credentials.init)
    let flags = CInt(MSG_NOSIGNAL) | (isBlocking ? 0 : CInt(MSG_DONTWAIT))
    try checked("sendmsg", path) {
      withUnsafeMutablePointer(to: &data) { data in
        var message = msghdr()
        message.msg_iov = data
        message.msg_iovlen = 1
        guard control != nil else { return sendmsg(socket.rawValue, &message, flags) }
        return withUnsafeMutableBytes(of: &control!) { control in
          message.msg_control = control.baseAddress
          message.msg_controllen = control.count
          return sendmsg(socket.rawValue, &message, flags)
        }
      }
    }
  }

  private func connected() throws(SystemError) -> FileDescriptor {
    if let socket { return socket }
    let made = try UnixSocket.connectForDatagrams(to: path)
    socket = made
    return made
  }
}

/// A control message with SCM_CREDENTIALS (unix(7)), laid out as cmsg(3) has it: its macros don't come to Swift, and
/// neither does the constant.
private struct Credentials {
  private let length = 16 + 12
  private let level = SOL_SOCKET
  private let type: CInt = 2
  private let processID: pid_t
  private let userID: uid_t
  private let groupID: gid_t
  private let padding: UInt32 = 0

  init(_ sender: JournalSocket.Sender) {
    (processID, userID, groupID) = (sender.processID, sender.userID, sender.groupID)
  }
}
