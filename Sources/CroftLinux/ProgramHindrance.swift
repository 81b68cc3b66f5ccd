import Glibc

/// Why a file can't be run as a program, as far as that can be seen from outside.
package enum ProgramHindrance: Sendable, Equatable {
  case missing
  case directory
  /// A device, a socket or a named pipe.
  case special
  /// By nobody.
  case notExecutable
  /// By this user.
  case forbidden
  case mountedWithoutExecution
  case unreachable(SystemError)

  package var reason: String {
    switch self {
    case .missing: "there is no such file"
    case .directory: "it is a directory"
    case .special: "it is no regular file"
    case .notExecutable: "it isn't executable"
    case .forbidden: "this user may not execute it"
    case .mountedWithoutExecution: "its file system is mounted with noexec"
    case .unreachable(let error): "\(error)"
    }
  }

  /// What to do.
  package var cure: String {
    switch self {
    case .missing: "look at the path"
    case .directory: "name a program in it"
    case .special: "name a program"
    case .notExecutable: "allow it with chmod +x"
    case .forbidden: "ask its owner for the right to"
    case .mountedWithoutExecution: "copy it to another"
    case .unreachable: "look at the path, and at who may enter its directories"
    }
  }

  /// What lies in the machine and not in the path, so that it may be better next time; nil for all else.
  package var trouble: SystemError? {
    guard case .unreachable(let error) = self, !SystemError.liesInPath(error.errno) else { return nil }
    return error
  }

  /// What hinders running the file at a path; nil if nothing does.
  package init?(at path: [UInt8]) {
    let (mode, error) = PathBytes.mode(of: path)
    switch error {
    case 0: break
    case ENOENT, ENOTDIR:
      self = .missing
      return
    default:
      self = .unreachable(SystemError("stat", errno: error))
      return
    }
    if PathBytes.isDirectory(mode) {
      self = .directory
    } else if mode & S_IFMT != S_IFREG {
      self = .special
    } else if PathBytes.mayExecute(path) {
      return nil
    } else if PathBytes.isMountedWithoutExecution(path) {
      self = .mountedWithoutExecution
    } else {
      self = mode & 0o111 == 0 ? .notExecutable : .forbidden
    }
  }
}

extension ProgramHindrance: CustomStringConvertible {
  /// Such as `it isn't executable: allow it with chmod +x`.
  package var description: String { "\(reason): \(cure)" }
}
