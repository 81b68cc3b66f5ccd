import CSystemd
package import CroftLinux
import Glibc

/// The listening socket that the service manager has made for this daemon (sd_listen_fds(3)), so that clients may come
/// before the daemon does, and wait while it restarts.
package struct InheritedListener: Sendable {
  /// Non-blocking, and closed when a program is executed.
  package let descriptor: FileDescriptor
  /// Where clients find it. The file is the service manager's.
  package let path: String

  /// Takes the socket, and removes LISTEN_FDS and its like from the environment. Call before the first thread starts.
  ///
  /// - Returns: nil when nothing was handed to this process.
  package static func take() throws -> InheritedListener? {
    let count = sd_listen_fds(1)
    guard count >= 0 else { throw SystemError("sd_listen_fds", errno: -count) }
    let descriptors = (0..<count).map { FileDescriptor(adopting: SD_LISTEN_FDS_START + $0) }
    guard let descriptor = descriptors.first else { return nil }
    guard count == 1 else { throw Problem(reason: "there are \(count) of them, and one is wanted") }
    guard sd_is_socket_unix(descriptor.rawValue, CInt(SOCK_STREAM.rawValue), 1, nil, 0) > 0 else {
      throw Problem(reason: "it is no listening stream socket of the Unix domain (ListenStream= with a path)")
    }
    guard let path = UnixSocket.boundPath(of: descriptor) else {
      throw Problem(reason: "it has no path (ListenStream= takes an absolute one)")
    }
    try descriptor.setNonBlocking()
    return InheritedListener(descriptor: descriptor, path: path)
  }

  package struct Problem: Error, CustomStringConvertible {
    let reason: String

    package var description: String { "the service manager's socket can't be used: \(reason); mend the socket unit" }
  }
}
