public import CroftDataset
import CroftLinux
import CroftProtocol
import Synchronization

extension Farm {
  private static let lastBroadcast = Atomic<Int>(0)

  /// Stores a value once on this machine, for all tasks of the jobs that are given the handle.
  ///
  /// For what is too large, or too often used, to travel with each job: a table to look things up in, a model. The
  /// value is encoded as records are; `Text` and `PlainArray` in it are later read where the file is mapped. It is
  /// there until `Broadcast.destroy` or the end of the application.
  ///
  /// - Throws: `JobError`: the value can't be encoded, or there is no room to write it.
  public func broadcast<Value: Sendable>(_ value: Value) throws -> Broadcast<Value> {
    if loop.isClosed { throw DriverLoop.closed }
    return try Self.explaining(as: .invalidJob) {
      let number = Self.lastBroadcast.add(1, ordering: .relaxed).newValue
      return try BroadcastWriter.store(value, number: number, in: ScratchPaths(root: scratch))
    }
  }
}
