import CLinux
import Glibc

/// A process that could not be started: at which step, and why.
package struct SpawnError: Error, Equatable, Sendable {
  package enum Step: Sendable {
    case prepare, clone, namespaces, descriptors, session, limits, privileges, identity, workingDirectory, signals,
      execute, niceness
  }

  package let step: Step
  package let errno: CInt
  /// What the step was about: a path, a user.
  package let subject: String?

  package init(step: Step, errno: CInt, subject: String?) {
    self.step = step
    self.errno = errno
    self.subject = subject
  }
}

extension SpawnError: CustomStringConvertible {
  /// Such as `spawn: changing to the working directory /x: Permission denied (EACCES)`.
  package var description: String {
    "spawn: \(step.action)\(subject.map { " \($0)" } ?? ""): \(errorText(errno))"
  }
}

extension SpawnError.Step {
  init?(rawValue: CInt) {
    switch croft_spawn_step(rawValue: UInt32(rawValue)) {
    case CROFT_SPAWN_STEP_PREPARE: self = .prepare
    case CROFT_SPAWN_STEP_CLONE: self = .clone
    case CROFT_SPAWN_STEP_NAMESPACES: self = .namespaces
    case CROFT_SPAWN_STEP_SESSION: self = .session
    case CROFT_SPAWN_STEP_LIMITS: self = .limits
    case CROFT_SPAWN_STEP_SIGNALS: self = .signals
    case CROFT_SPAWN_STEP_DESCRIPTORS: self = .descriptors
    case CROFT_SPAWN_STEP_PRIVILEGES: self = .privileges
    case CROFT_SPAWN_STEP_IDENTITY: self = .identity
    case CROFT_SPAWN_STEP_DIRECTORY: self = .workingDirectory
    case CROFT_SPAWN_STEP_EXECUTE: self = .execute
    case CROFT_SPAWN_STEP_NICENESS: self = .niceness
    default: return nil
    }
  }

  fileprivate var action: String {
    switch self {
    case .prepare: "preparing"
    case .clone: "making the process (clone3; a cgroup needs Linux 5.7 and cgroup v2)"
    case .namespaces: "entering the host's namespaces (setns; it takes CAP_SYS_ADMIN and CAP_SYS_CHROOT)"
    case .session: "starting a session"
    case .signals: "resetting the signals"
    case .descriptors: "placing the descriptors"
    case .limits: "setting the resource limits"
    case .privileges: "giving up new privileges"
    case .identity: "becoming user"
    case .workingDirectory: "changing to the working directory"
    case .execute: "executing"
    case .niceness: "changing the niceness (one below this process's own takes privileges)"
    }
  }
}
