import CroftLinux
import Glibc

/// Whose output it is.
struct OutputOwner: Sendable {
  let role: SupervisedRole
  /// What the program calls itself.
  let program: String
  /// nil: it runs as the manager's own user.
  let identity: ProcessIdentity?
}

/// Reads what one process prints, for as long as the process lives or from its end on.
protocol OutputReader: AnyObject {
  /// Set once there is a process.
  var processID: pid_t? { get set }

  /// The process has ended, and its number is still its own: the time to say something in its name.
  func processEnded()

  /// Hands on what is left, and closes the pipe. What outlived the process is heard no more.
  func finish()
}
