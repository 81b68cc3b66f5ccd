import CroftLinux
import CroftProtocol
import Glibc

/// How an executor's process ended, as the kernel tells it.
enum ExecutorOutcome: Equatable, Sendable {
  case exited(code: Int)
  case signalled(signal: Int, coreDumped: Bool)
  case outOfMemory
  /// The kernel wouldn't say.
  case unknown(reason: String)

  /// - Parameter outOfMemoryKills: Of the executor's cgroup, read after the process ended and before it was removed.
  init(_ exit: ProcessExit, outOfMemoryKills: UInt64) {
    switch exit {
    // The kernel's out-of-memory killer sends SIGKILL; any other end has its own cause, whatever happened to children.
    case .signalled(SIGKILL, _) where outOfMemoryKills > 0: self = .outOfMemory
    case .signalled(let signal, let coreDumped): self = .signalled(signal: Int(signal), coreDumped: coreDumped)
    case .exited(let code): self = .exited(code: Int(code))
    }
  }
}

extension ExecutorOutcome {
  /// What the application is told. The manager's own reason for ending the process goes before how it died of it.
  func end(of executor: ExecutorID, resources: Resources, cause: EndCause?) -> ExecutorEnd {
    func end(_ reason: ExecutorEnd.Reason, _ message: String) -> ExecutorEnd {
      ExecutorEnd(executor: executor.rawValue, reason: reason, code: code, message: message)
    }
    switch cause {
    case .released: return end(.released, "The application released it.")
    case .reclaimed: return end(.reclaimed, "The manager took it back: it was asked for, and not released in time.")
    case .unreachable: return end(.stopped, "No driver had a connection to it.")
    case .stopping: return end(.stopped, "The manager is shutting down.")
    case .applicationEnded: return end(.stopped, "The application ended.")
    case nil: break
    }
    switch self {
    case .exited(let code): return end(.exited, "It exited with status \(code).")
    case .signalled(let signal, let coreDumped):
      return end(
        .signalled, "Signal \(signal) (\(Self.name(of: signal))) ended it\(coreDumped ? "; it left a core dump" : "").")
    case .outOfMemory:
      let limit = "\(resources.memoryBytes >> 20) MiB"
      return end(.outOfMemory, "The kernel killed it because it reached its memory limit of \(limit).")
    case .unknown(let reason): return end(.exited, "How it ended isn't known: \(reason).")
    }
  }

  private var code: Int? {
    switch self {
    case .exited(let code): code
    case .signalled(let signal, _): signal
    case .outOfMemory: Int(SIGKILL)
    case .unknown: nil
    }
  }

  private static func name(of signal: Int) -> String {
    strsignal(CInt(signal)).map { String(cString: $0) } ?? "unknown"
  }
}
