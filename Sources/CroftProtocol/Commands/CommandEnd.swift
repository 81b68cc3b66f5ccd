/// How a command ended, and what all of its processes used together.
package struct CommandEnd: Sendable, Equatable {
  package enum Status: Sendable, Equatable {
    case exited(code: Int)
    case signalled(signal: Int, coreDumped: Bool)
    /// It was stopped because its time was over.
    case timedOut
    /// The kernel killed because its limit on memory was reached.
    case outOfMemory
  }

  package var status: Status
  /// From the start of its process to the end of its last one.
  package var wallNanoseconds: UInt64
  package var userMicroseconds: UInt64
  package var systemMicroseconds: UInt64
  /// nil where the kernel counts it for no cgroup and it is less than the executor itself has: a process that was just
  /// made counts as large as the one that made it.
  package var memoryPeakBytes: UInt64?
  /// What it printed, on both streams.
  package var outputBytes: UInt64
  /// Limits that were asked for, and that nothing enforces here.
  package var unenforced: UnenforcedLimits

  package init(
    status: Status, wallNanoseconds: UInt64 = 0, userMicroseconds: UInt64 = 0, systemMicroseconds: UInt64 = 0,
    memoryPeakBytes: UInt64? = nil, outputBytes: UInt64 = 0, unenforced: UnenforcedLimits = []
  ) {
    self.status = status
    self.wallNanoseconds = wallNanoseconds
    self.userMicroseconds = userMicroseconds
    self.systemMicroseconds = systemMicroseconds
    self.memoryPeakBytes = memoryPeakBytes
    self.outputBytes = outputBytes
    self.unenforced = unenforced
  }

  /// Whether the attempt succeeded.
  package var isSuccess: Bool { status == .exited(code: 0) }
}

/// Limits that have no controller.
package struct UnenforcedLimits: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let memory = UnenforcedLimits(rawValue: 1)
  package static let processes = UnenforcedLimits(rawValue: 2)
}

extension CommandEnd.Status: CustomStringConvertible {
  /// What comes after the command's name in a message.
  package var description: String {
    switch self {
    case .exited(let code): "exited with status \(code)"
    case .signalled(let signal, let coreDumped): "was killed by signal \(signal)\(coreDumped ? ", core dumped" : "")"
    case .timedOut: "was stopped because its time was over"
    case .outOfMemory: "was killed because its limit on memory was reached"
    }
  }
}
