import CroftLinux
import CroftProtocol
import Glibc

extension FinishedDriver {
  /// What the driver said that it exits with; nil where it said nothing, or something else: the file is its user's.
  static func status(in scratch: String) -> Int? {
    // A link may lead anywhere, and a pipe would keep its reader waiting.
    guard
      let file = try? FileDescriptor.open("\(scratch)/\(fileName)", flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
      let bytes = try? file.readAll(maximumBytes: maximumBytes)
    else { return nil }
    return status(of: String(decoding: bytes, as: UTF8.self))
  }
}
