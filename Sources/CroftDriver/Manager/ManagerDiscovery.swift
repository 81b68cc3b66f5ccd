import CroftLinux
import CroftProtocol
package import Glibc

/// Where a program runs, once the manager has been looked for.
package enum Master: Equatable, Sendable {
  /// Threads of this process; nil means one for each core.
  case local(slots: Int?)
  case manager(socketPath: String)
}

/// Finds the master of a program: the one that was asked for, else `CROFT_MASTER`, else the manager that answers.
package struct ManagerDiscovery {
  package static let variable = "CROFT_MASTER"

  private let userID: uid_t
  private let environment: [String: String]
  private let probe: (String) -> ManagerClientError?

  /// - Parameter probe: says why no manager answers on a socket; nil when one does.
  package init(
    userID: uid_t, environment: [String: String], probe: @escaping (String) -> ManagerClientError?
  ) {
    self.userID = userID
    self.environment = environment
    self.probe = probe
  }

  /// Looks with this process's user and environment, by connecting.
  package init() {
    self.init(userID: geteuid(), environment: Environment.dictionary) { path in
      do throws(ManagerClientError) {
        _ = try VarlinkConnection(connectingTo: path)
        return nil
      } catch {
        return error
      }
    }
  }

  /// - Parameter requested: what `--master` gave.
  /// - Throws: `MasterURLError` or `NoManagerError`.
  package func master(requested: String?) throws -> Master {
    let variable = environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
    switch try (requested ?? variable).map(MasterURL.init(parsing:)) ?? .discovered {
    case .local(let slots): return .local(slots: slots)
    case .manager(let socketPath): return .manager(socketPath: socketPath)
    case .discovered: return .manager(socketPath: try discoveredSocket())
    }
  }

  /// The socket of the manager that answers. The user's own comes before the system's: whoever started one meant it.
  package func discoveredSocket() throws(NoManagerError) -> String {
    let own = ManagerPaths.standard(userID: userID, environment: environment).socket
    var failures: [ManagerClientError] = []
    for path in own == ManagerPaths.system.socket ? [own] : [own, ManagerPaths.system.socket] {
      guard let failure = probe(path) else { return path }
      failures.append(failure)
    }
    throw NoManagerError(failures: failures)
  }
}

/// No manager answers on any of the sockets where one could be.
package struct NoManagerError: Error, Equatable, Sendable, CustomStringConvertible {
  package let failures: [ManagerClientError]

  package var description: String {
    let tried = failures.map { "\($0.socketPath) (\($0.shortReason))" }.joined(separator: " or ")
    return "no manager answers on \(tried): \(ManagerClientError.waysOut)"
  }
}

extension ManagerClientError {
  fileprivate var shortReason: String {
    switch reason {
    case .unreachable(let errno), .broken(let errno): String(cString: strerror(errno))
    case .untrusted(let userID): "served by user \(userID), who is neither you nor root"
    default: description
    }
  }
}
