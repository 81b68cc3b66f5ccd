package import CroftProtocol
import Glibc

/// How a submission ended.
package struct SubmissionOutcome: Sendable, Equatable {
  package enum End: Sendable, Equatable {
    /// Every step that had to has succeeded.
    case succeeded
    /// Tasks failed, or too many of them.
    case tasksFailed
    /// It could not be run.
    case failed
    /// A signal ended it.
    case signalled(CInt)
  }

  package var end: End
  package var tasks: TaskCounts
  /// Of all attempts, in user and in system mode together; what isn't known counts as none.
  package var cpuMicroseconds: UInt64
  package var wallNanoseconds: UInt64
  /// What went wrong beside single tasks, in a sentence.
  package var problem: String?
  /// The job's number; nil without a manager.
  package var job: Int?

  package init(
    end: End, tasks: TaskCounts = TaskCounts(), cpuMicroseconds: UInt64 = 0, wallNanoseconds: UInt64 = 0,
    problem: String? = nil, job: Int? = nil
  ) {
    self.end = end
    self.tasks = tasks
    self.cpuMicroseconds = cpuMicroseconds
    self.wallNanoseconds = wallNanoseconds
    self.problem = problem
    self.job = job
  }

  /// What the process exits with: 0; 1 if tasks failed; 2 if the job couldn't be run; 128 and the signal's number.
  package var exitStatus: CInt {
    switch end {
    case .succeeded: 0
    case .tasksFailed: 1
    case .failed: 2
    case .signalled(let number): 128 + number
    }
  }

  /// For people: `1000 tasks: 998 succeeded, 2 failed, in 12.3 s`.
  package var summary: String {
    var parts = ["\(tasks.succeeded) succeeded"]
    if tasks.failed > 0 { parts.append("\(tasks.failed) failed") }
    let others = tasks.total - tasks.succeeded - tasks.failed
    if others > 0 { parts.append("\(others) not run to the end") }
    let seconds = Double(wallNanoseconds) / 1e9
    return "\(tasks.total) \(tasks.total == 1 ? "task" : "tasks"): \(parts.joined(separator: ", ")), in "
      + Self.duration(seconds)
  }

  private static func duration(_ seconds: Double) -> String {
    if seconds < 100 {
      let tenths = Int((seconds * 10).rounded())
      return "\(tenths / 10).\(tenths % 10) s"
    }
    let whole = Int(seconds)
    return whole < 6000 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}
