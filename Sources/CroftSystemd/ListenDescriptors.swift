import CSystemd
package import CroftLinux
import Glibc

/// The sockets that the service manager opened for this process (sd_listen_fds(3)).
package enum ListenDescriptors {
  package struct Named: Sendable {
    package let descriptor: FileDescriptor
    /// `FileDescriptorName=` of the socket unit; "unknown" where it has none.
    package let name: String
  }

  /// Takes them over. Works once: the variables that announce them are removed, so that no child takes them for
  /// its own.
  package static func take() throws(SystemError) -> [Named] {
    var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    let count = sd_listen_fds_with_names(1, &names)
    guard count >= 0 else { throw SystemError("sd_listen_fds_with_names", errno: -count) }
    defer { free(names) }
    return (0..<Int(count)).map { index in
      let name = names?[index].map { String(cString: $0) }
      free(names?[index])
      let descriptor = FileDescriptor(adopting: SD_LISTEN_FDS_START + CInt(index))
      return Named(descriptor: descriptor, name: name ?? "unknown")
    }
  }
}
