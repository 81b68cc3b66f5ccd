import CroftProtocol
internal import GRDB
import GRDBSQLite

/// The manager's database: what it needs to go on after its death, and the history.
///
/// Used by the manager's one thread; every call waits for the write. A write survives the manager's death, at any
/// moment. A power cut may take back the last seconds' writes along with the executors that they told of.
final class Store {
  let path: String
  let queue: DatabaseQueue
  /// Changes that couldn't be written yet, in their order, each to a row of its own.
  private var kept: [StoreChange] = []
  /// What the history has lost since the start.
  var lostHistory = LostHistory()
  /// Set by ``prune(now:limits:)`` while the history is too large though all that may go is gone.
  var isHistoryFull = false

  init(path: String, queue: DatabaseQueue) {
    self.path = path
    self.queue = queue
  }

  /// Writes all changes, or none: some 30 µs for a few of them.
  func apply(_ changes: [StoreChange]) throws(StoreError) {
    let all = Self.merged(kept, changes)
    guard !all.isEmpty else { return }
    try write { db in
      for change in all { try change.perform(in: db) }
    }
    kept.removeAll()
  }

  /// Writes changes that tell what has already happened and can't be refused any more, such as an executor's end.
  /// Those that can't be written are kept, and go with the next ones that can: until then, a manager that followed
  /// this one would know an older state.
  ///
  /// - Returns: Why they couldn't be written.
  func applyOrKeep(_ changes: [StoreChange]) -> StoreError? {
    do {
      try apply(changes)
      return nil
    } catch {
      kept = Self.merged(kept, changes)
      return error
    }
  }

  var keptCount: Int { kept.count }

  /// Brings everything from the log into the file, which is then all there is. Nothing may be asked of it afterwards.
  func close() {
    // What can't be closed is as it would be after the manager's death, and that loses nothing.
    try? queue.close()
  }

  /// The last change to a row replaces the earlier ones, so that what is kept is bounded by the rows there are. It goes
  /// to the end, since an application's removal takes with it what was put before.
  private static func merged(_ earlier: [StoreChange], _ later: [StoreChange]) -> [StoreChange] {
    if earlier.isEmpty { return later }
    var seen: Set<StoreChange.Target> = []
    return (earlier + later).reversed().filter { seen.insert($0.target).inserted }.reversed()
  }

  /// What an earlier manager has left. Reads all of it: about 2 ms for a thousand executors.
  func recover() throws(StoreError) -> StoredState {
    try access { db in
      StoredState(
        allocator: AllocatorSnapshot(
          applications: try db.rows(AllocatorSnapshot.Application.self, "ORDER BY application"),
          executors: try db.rows(AllocatorSnapshot.Executor.self, "ORDER BY application, executor"),
          requests: try db.rows(AllocatorSnapshot.Request.self, "ORDER BY sequence"),
          reclaims: try db.rows(Reclaim.self, "ORDER BY id"), isDraining: try db.meta(.isDraining) ?? false),
        applications: try db.rows(StoredApplication.self, "ORDER BY id"),
        detachments: try db.rows(StoredDetachment.self, "ORDER BY application"),
        processes: try db.rows(StoredProcess.self, "ORDER BY application, executor"),
        pool: try db.meta(.pool).map { try PoolRecord(packed: $0) })
    }
  }

  /// A number that was never given out before. It is stored first, so that a crash can only skip one.
  func nextApplication() throws(StoreError) -> ApplicationID {
    ApplicationID(
      try write { db in
        let next = try db.meta(.nextApplication, as: Int.self) ?? 1
        try db.setMeta(.nextApplication, to: next + 1)
        return next
      })
  }

  /// Sees to it that no number up to this one is given out: what carries it is still around.
  func skipApplications(through number: Int) throws(StoreError) {
    try write { db in
      if number >= (try db.meta(.nextApplication, as: Int.self) ?? 1) {
        try db.setMeta(.nextApplication, to: number + 1)
      }
    }
  }

  // MARK: - Shared steps

  func write<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    try explained("write to") { try queue.write(body) }
  }

  func access<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    try explained("use") { try queue.inDatabase(body) }
  }

  private func explained<Result>(_ deed: String, _ body: () throws -> Result) throws(StoreError) -> Result {
    do {
      return try body()
    } catch {
      let error = StoreError(deed, path, error, errno: lastErrno)
      if error.code == .damaged { StoreFile.suspect(path) }
      throw error
    }
  }

  /// Of the last system call that failed under the database.
  private var lastErrno: CInt { queue.inDatabase { sqlite3_system_errno($0.sqliteConnection) } }
}
