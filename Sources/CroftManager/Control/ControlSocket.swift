import CroftLinux
import CroftSystemd
import Glibc

/// Where the manager's clients come.
struct ControlSocket {
  let listener: FileDescriptor
  /// The file to remove when nobody listens any more. nil: the service manager keeps it, and clients wait there for the
  /// next daemon.
  let ownPath: String?

  /// Makes a socket of our own, and listens.
  init(at path: String, mode: mode_t) throws(SystemError) {
    listener = try UnixSocket.listen(at: path, mode: mode, backlog: SOMAXCONN)
    ownPath = path
  }

  init(_ inherited: InheritedListener) {
    listener = inherited.descriptor
    ownPath = nil
  }
}
