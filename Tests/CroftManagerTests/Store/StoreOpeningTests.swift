import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

@Suite struct StoreOpeningTests {
  private static let later = StoreSamples.now + 1

  private func write(_ bytes: [UInt8], at offset: Int, to path: String) throws {
    let file = try FileDescriptor.open(path, flags: O_WRONLY)
    #expect(pwrite(file.rawValue, bytes, bytes.count, offset) == bytes.count)
  }

  /// A closed database with something in it.
  private func prepare(_ path: String) throws -> String {
    let store = try Store.quiet(in: path)
    try store.apply(StoreSamples.everything(of: 1))
    for _ in 0..<6 { _ = try store.nextApplication() }
    store.record([.application(HistorySamples.application(1))])
    for first in 0..<20 {
      store.record([.attempts(ApplicationID(1), packed: HistorySamples.packed(1000, from: first * 1000))])
    }
    try store.checkpoint()
    return store.path
  }

  enum Damage: CaseIterable { case header, truncated, text, page }

  private func damage(_ file: String, _ kind: Damage) throws {
    switch kind {
    case .header: try write(Array("garbage, not a database".utf8), at: 0, to: file)
    case .truncated: #expect(truncate(file, 10_000) == 0)
    case .text:
      try FileSystem.removeFile(file)
      try FileDescriptor.open(file, flags: O_WRONLY | O_CREAT, mode: 0o600).writeAll("hello\n")
    case .page: try write(Array(repeating: 0xA5, count: 4096), at: 3 * 4096, to: file)
    }
  }

  @Test(arguments: Damage.allCases)
  func aDamagedDatabaseIsSetAsideAndTheFarmStarts(kind: Damage) throws {
    try withTemporaryDirectory { path in
      let file = try prepare(path)
      try damage(file, kind)
      let (store, notices) = try Store.open(in: path, now: Self.later)
      #expect(try store.recover() == StoredState())
      guard case .setAside(let aside, _, let isNumberKept)? = notices.first, notices.count == 1 else {
        Issue.record("unexpected notices: \(notices)")
        return
      }
      #expect(aside == "\(path)/croft.db.damaged-2026-09-21T14:13:20.001Z")
      #expect(try FileSystem.status(aside) != nil)
      #expect(notices[0].description.contains("has been set aside as \(aside)"))
      #expect(try store.nextApplication() == ApplicationID(isNumberKept ? 7 : 1))
      try store.apply(StoreSamples.everything(of: 1))
      #expect(try store.recover() == StoreSamples.state(of: [1]))
      #expect(try Store.open(in: path, now: Self.later).notices == [])
    }
  }

  @Test func theNumberIsKeptWhereItsPageIsWhole() throws {
    try withTemporaryDirectory { path in
      let file = try prepare(path)
      let size = try #require(try FileSystem.status(file)?.size)
      try write(Array(repeating: 0xA5, count: 4096), at: size - 4096, to: file)
      let (store, notices) = try Store.open(in: path, now: Self.later)
      #expect(notices.count == 1)
      #expect(try store.nextApplication() == ApplicationID(7))
    }
  }

  @Test func onlyTheLastDamagedOnesAreKept() throws {
    try withTemporaryDirectory { path in
      for minute in 0..<5 {
        try damage(try prepare(path), .header)
        let now = StoreSamples.now + minute * 60_000
        #expect(try Store.open(in: path, now: now).notices.count == 1)
      }
      let names = try FileSystem.list(path).filter { $0.contains("damaged") }
      #expect(names == [2, 3, 4].map { "croft.db.damaged-2026-09-21T14:1\(3 + $0):20.000Z" })
    }
  }

  @Test func anEmptyFileIsANewDatabase() throws {
    try withTemporaryDirectory { path in
      try FileDescriptor.open(path + "/croft.db", flags: O_WRONLY | O_CREAT, mode: 0o600).writeAll("")
      #expect(try Store.open(in: path, now: Self.later).notices == [])
    }
  }

  @Test func damageThatIsMetAtWorkIsLookedForAtTheNextStart() throws {
    try withTemporaryDirectory { path in
      let file = try prepare(path)
      let store = try Store.quiet(in: path)
      try damage(file, .truncated)
      // What was read before is forgotten.
      try store.execute("PRAGMA shrink_memory")
      let error = #expect(throws: StoreError.self) {
        _ = try store.attempts(of: ApplicationID(1), job: JobID(1), stage: 0, limit: 1000)
      }
      #expect(error?.code == .damaged)
      #expect(StoreFile.isSuspect(file))
      #expect(try Store.open(in: path, now: Self.later).notices.count == 1)
      #expect(!StoreFile.isSuspect(file))
    }
  }

  /// What each version added, taken away again.
  private static let withoutVersion4 = [
    "ALTER TABLE allocation DROP COLUMN priority", "DELETE FROM grdb_migrations WHERE identifier = '4'",
  ]

  private static let withoutVersion3 =
    withoutVersion4 + [
      "DROP INDEX pastApplicationByName", "ALTER TABLE pastApplication DROP COLUMN tasks",
      "ALTER TABLE pastApplication DROP COLUMN succeededTasks", "ALTER TABLE pastApplication DROP COLUMN failedTasks",
      "ALTER TABLE allocation DROP COLUMN isHeld", "DELETE FROM grdb_migrations WHERE identifier = '3'",
    ]

  @Test func aDatabaseOfTheThirdVersionIsBroughtUpToDate() throws {
    try withTemporaryDirectory { path in
      do {
        let store = try Store.quiet(in: path)
        try store.apply(StoreSamples.everything(of: 2))
        for statement in Self.withoutVersion4 { try store.execute(statement) }
      }
      let store = try Store.quiet(in: path)
      #expect(try store.recover() == StoreSamples.state(of: [2]))
      var row = try #require(store.recover().allocator.applications.first)
      row.priority = -7
      try store.apply([.allocator(.putApplication(row))])
      #expect(try store.recover().allocator.applications == [row])
    }
  }

  @Test func aDatabaseOfTheSecondVersionIsBroughtUpToDate() throws {
    try withTemporaryDirectory { path in
      do {
        let store = try Store.quiet(in: path)
        try store.apply(StoreSamples.everything(of: 2))
        store.record([.application(HistorySamples.application(1))])
        for statement in Self.withoutVersion3 { try store.execute(statement) }
      }
      let store = try Store.quiet(in: path)
      #expect(try store.recover() == StoreSamples.state(of: [2]))
      #expect(try store.application(ApplicationID(1)) == HistorySamples.application(1))
      let counts = TaskCounts(total: 3, succeeded: 2, failed: 1)
      store.record([.progress(ApplicationID(1), counts, exitStatus: 1)])
      #expect(try store.application(ApplicationID(1))?.tasks == counts)
    }
  }

  /// What the first version's tables held.
  @Test func aDatabaseOfTheFirstVersionIsBroughtUpToDate() throws {
    try withTemporaryDirectory { path in
      let packed = HistorySamples.packed(1000)
      do {
        let store = try Store.quiet(in: path)
        store.record([
          .application(HistorySamples.application(1)), .application(HistorySamples.application(2)),
          .attempts(ApplicationID(1), packed: packed), .job(HistorySamples.job(1, 1)),
          .stage(HistorySamples.stage(1, job: 1, 0)), .executor(HistorySamples.executor(1, 1)),
        ])
        // As the first version left it.
        for statement in Self.withoutVersion3 { try store.execute(statement) }
        for trigger in ["attemptBatchComes", "attemptBatchGoes", "pastJobComes", "pastJobFails", "pastStageComes"] {
          try store.execute("DROP TRIGGER \(trigger)")
        }
        for statement in [
          "DROP TRIGGER pastExecutorComes", "DROP INDEX pastExecutorRunning", "DROP INDEX pastApplicationShare",
          "DROP INDEX pastApplicationByUsersEnd", "ALTER TABLE pastApplication DROP COLUMN bytes",
          "DELETE FROM grdb_migrations WHERE identifier = '2'",
          "INSERT INTO meta (name, value) VALUES ('pool', '/sys/fs/cgroup/croft-1')",
        ] {
          try store.execute(statement)
        }
      }
      let store = try Store.quiet(in: path)
      #expect(try store.recover().pool == nil)
      let held = try store.numbers("SELECT bytes FROM pastApplication ORDER BY id")
      #expect(held[0] > held[1] + packed.count)
      store.record([
        .application(HistorySamples.application(3)), .attempts(ApplicationID(3), packed: packed),
        .job(HistorySamples.job(3, 1)), .stage(HistorySamples.stage(3, job: 1, 0)),
        .executor(HistorySamples.executor(3, 1)),
      ])
      #expect(try store.numbers("SELECT bytes FROM pastApplication ORDER BY id")[2] == held[0])
    }
  }

  @Test func aNewerDatabaseIsRefused() throws {
    try withTemporaryDirectory { path in
      do { try Store.quiet(in: path).execute("INSERT INTO grdb_migrations VALUES ('99')") }
      let error = #expect(throws: StoreError.self) { try Store.open(in: path, now: Self.later) }
      #expect(error?.code == .newer)
      #expect(error?.description.contains("a newer croftd has written it") == true)
    }
  }

  @Test func anotherProgramsDatabaseIsRefused() throws {
    try withTemporaryDirectory { path in
      do { try Store.quiet(in: path).execute("PRAGMA application_id = 7") }
      let error = #expect(throws: StoreError.self) { try Store.open(in: path, now: Self.later) }
      #expect(error?.code == .foreign)
    }
  }

  @Test func aLinkInItsPlaceIsNotFollowed() throws {
    try withTemporaryDirectory { path in
      symlink(path + "/elsewhere", path + "/croft.db")
      let error = #expect(throws: StoreError.self) { try Store.open(in: path, now: Self.later) }
      #expect(error?.code == .failed)
      let names = try FileSystem.list(path)
      #expect(names == ["croft.db"])
    }
  }
}
