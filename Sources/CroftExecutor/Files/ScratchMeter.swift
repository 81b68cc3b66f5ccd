import CroftProtocol
import Synchronization

/// Counts what a job's tasks have in the scratch directory by way of this executor, and holds them to the job's limit.
///
/// What tasks have committed of it the driver adds up over all executors when they end; this stops the one that runs
/// away before it ends.
final class ScratchMeter: Sendable {
  private let limitBytes: Int
  private let used = Atomic<Int>(0)

  /// - Parameter limitBytes: nil for as much as there is.
  init(limitBytes: Int?) { self.limitBytes = limitBytes ?? .max }

  /// - Throws: `TaskFailure` of the kind `scratchLimit`.
  func add(_ bytes: Int, to file: String) throws {
    let total = used.add(bytes, ordering: .relaxed).newValue
    guard total > limitBytes else { return }
    throw TaskFailure(
      kind: .scratchLimit, errorType: "ScratchLimit",
      message: """
        \(file) makes \(total) bytes that the job has in its scratch directory by way of one executor, where \
        \(limitBytes) are allowed
        """)
  }

  /// So many bytes are gone again.
  func remove(_ bytes: Int) { used.subtract(bytes, ordering: .relaxed) }
}
