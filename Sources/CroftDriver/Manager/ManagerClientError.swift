import CroftLinux
package import CroftProtocol
package import Glibc

/// Why a manager could not be asked, or did not do what it was asked.
package struct ManagerClientError: Error, Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// Nobody accepts connections there; the number is an errno.
    case unreachable(errno: CInt)
    /// Somebody does, but it is neither this user nor root.
    case untrusted(userID: uid_t)
    /// Reading or writing failed with this errno.
    case broken(errno: CInt)
    case timedOut(milliseconds: Int)
    case closed
    /// What came is not the protocol.
    case malformed(String)
    /// The manager understood, and said no.
    case refused(ManagerError)
  }

  package let socketPath: String
  package let reason: Reason

  package init(_ reason: Reason, socketPath: String) {
    self.reason = reason
    self.socketPath = socketPath
  }
}

extension ManagerClientError: CustomStringConvertible {
  /// What to do where there is no manager to talk to.
  static let waysOut = "start one with croftd, or run without one by --master local[N]"

  package var description: String {
    switch reason {
    case .unreachable(let errno):
      "no manager answers on \(socketPath) (\(String(cString: strerror(errno)))): \(Self.cure(errno: errno))"
    case .untrusted(let userID):
      "the socket \(socketPath) is served by user \(userID), who is neither you nor root: not used; \(Self.waysOut)"
    case .broken(let errno):
      "the connection to the manager on \(socketPath) failed (\(String(cString: strerror(errno)))): "
        + "see its log, then try again"
    case .timedOut(let milliseconds):
      "the manager on \(socketPath) accepted the connection but did not answer within "
        + (milliseconds < 1000 ? "\(milliseconds) ms" : "\(milliseconds / 1000) s") + ": "
        + "see its log; if it hangs, restart it"
    case .closed:
      "the manager on \(socketPath) closed the connection: see its log for the reason, then try again"
    case .malformed(let what):
      "what answers on \(socketPath) does not speak \(ManagerInterface.name) (\(what)): "
        + "is it another program's socket, or a manager of another version?"
    case .refused(let error):
      "the manager on \(socketPath) refused: \(error)"
    }
  }

  private static func cure(errno: CInt) -> String {
    switch errno {
    case EACCES: "it is another user's; \(waysOut)"
    case ENAMETOOLONG: "a socket's path has at most \(UnixSocket.maximumPathBytes) bytes; choose a shorter one"
    default: waysOut
    }
  }
}
