import CroftLinux
import Glibc

/// The directory that holds the control socket.
enum SocketDirectory {
  struct NotOurs: Error, CustomStringConvertible {
    let path: String

    var description: String {
      "the socket's directory \(path) isn't this user's own: remove it, or choose another socket with --socket"
    }
  }

  /// Makes it where there is none. In a place where others may write, such as /tmp, somebody could have made it
  /// first; so a directory that we didn't just make has to be ours, or a shared one whose files only owners remove.
  static func prepare(for settings: ManagerSettings) throws {
    let path = String(settings.socket[..<(settings.socket.lastIndex(of: "/") ?? settings.socket.startIndex)])
    guard !path.isEmpty else { return }
    try FileSystem.createDirectory(path, mode: settings.directoryMode, parents: true)
    guard let status = try FileSystem.status(path, followingLinks: false), status.kind != .symbolicLink,
      status.owner == geteuid() || status.owner == 0 && status.permissions & mode_t(S_ISVTX) != 0
    else { throw NotOurs(path: path) }
  }
}
