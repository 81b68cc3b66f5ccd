import CroftLinux
import CroftProtocol
internal import GRDB

extension Store {
  /// Larger ones are checked only as far as recovery reads them: a gigabyte of history takes seconds, and is no
  /// reason for the farm to wait.
  private static let maximumBytesToCheck = 32 << 20
  /// Somebody's `sqlite3` may hold a lock for a moment; longer than this the farm doesn't wait for it.
  private static let busySeconds = 0.2
  /// What the write-ahead log is cut back to after a burst.
  private static let logBytes = 4 << 20

  /// Opens the database in the state directory, whose lock the caller holds; makes one where there is none. A damaged
  /// one is set aside, an older croftd's is brought up to date.
  ///
  /// - Parameter now: In milliseconds since 1970.
  /// - Returns: What the operator should know, besides the store.
  /// - Throws: For a newer croftd's database, a foreign one, and one that can't be opened.
  static func open(in directory: String, now: Int) throws(StoreError) -> (store: Store, notices: [StoreNotice]) {
    let path = "\(directory)/\(StoreFile.name)"
    var notices: [StoreNotice] = []
    do {
      let store: Store
      do {
        store = try Store(opening: path)
      } catch  where StoreError("open", path, error).code == .damaged {
        let number = numberInDamaged(path)
        let reason = (error as? DatabaseError)?.message ?? "\(error)"
        let aside = try StoreFile.setAside(path, now: now)
        notices.append(.setAside(path: aside, reason: reason, isNumberKept: number != nil))
        store = try Store(opening: path)
        if let number { try store.skipApplications(through: number - 1) }
      }
      StoreFile.trust(path)
      if let number = try EarlierCounter.read(in: directory) {
        try store.skipApplications(through: number - 1)
        notices.append(.counterMoved(path: try EarlierCounter.remove(in: directory)))
      }
      return (store, notices)
    } catch {
      throw StoreError("open", path, error)
    }
  }

  private convenience init(opening path: String) throws {
    try StoreFile.prepare(path)
    let queue = try DatabaseQueue(path: path, configuration: Self.configuration)
    try queue.inDatabase { db in
      try Self.checkOrigin(db, path)
      try Self.checkPages(db, path)
    }
    try StoreSchema.migrator.migrate(queue)
    self.init(path: path, queue: queue)
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busySeconds)
    configuration.prepareDatabase { db in
      // Before the first table is made, or never: freed pages can be given back to the file system a few at a time.
      try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
      guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
        throw DatabaseError(message: "its file system can't hold a write-ahead log")
      }
      // The log isn't forced to the disk with each write: a dead process loses nothing by that.
      try db.execute(sql: "PRAGMA synchronous = NORMAL")
      try db.execute(sql: "PRAGMA journal_size_limit = \(logBytes)")
    }
    return configuration
  }

  private static func checkOrigin(_ db: Database, _ path: String) throws {
    let id = try Int.fetchOne(db, sql: "PRAGMA application_id")
    let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
    guard isEmpty || id == StoreSchema.applicationID else {
      throw StoreError(
        .foreign,
        """
        couldn't use \(path): it is another program's database; move it away, or choose another directory with --state
        """)
    }
    guard try !StoreSchema.migrator.hasBeenSuperseded(db) else {
      throw StoreError(
        .newer,
        """
        couldn't use the database \(path): a newer croftd has written it; start that one again, or move the file away \
        to begin with an empty one
        """)
    }
  }

  private static func checkPages(_ db: Database, _ path: String) throws {
    let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    let pageBytes = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
    var checks = ["PRAGMA quick_check(1)"]
    if pages > maximumBytesToCheck / max(pageBytes, 1), !StoreFile.isSuspect(path) {
      checks = StoreSchema.recoveryTables.map { "PRAGMA quick_check('\($0)')" }
    }
    for check in checks {
      guard let finding = try String.fetchOne(db, sql: check) else { continue }
      if finding != "ok" { throw Damage(description: finding) }
    }
  }

  /// The next application's number, if that page can still be read and holds a sensible one.
  private static func numberInDamaged(_ path: String) -> Int? {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try? DatabaseQueue(path: path, configuration: configuration)
    let number = try? queue?.inDatabase { db in try db.meta(.nextApplication, as: Int.self) }
    return number.flatMap { $0 }.flatMap { EarlierCounter.sensible.contains($0) ? $0 : nil }
  }
}
