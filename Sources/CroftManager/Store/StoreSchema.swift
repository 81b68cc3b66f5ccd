internal import GRDB

/// The database's tables, and how an older croftd's become today's.
///
/// A version is never changed once it was released: what differs is a new step below, and a database of each earlier
/// version is among the tests.
enum StoreSchema {
  /// "Crft", by which `file` and we know our databases from others: see sqlite.org/fileformat.html, "Application ID".
  static let applicationID = 0x4372_6674

  /// Those that recovery reads. The rest is history.
  static let recoveryTables = [
    "meta", "application", "allocation", "detachment", "process", "executor", "request", "reclaim",
  ]

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: recovery1)
      try db.execute(sql: history1)
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    }
    migrator.registerMigration("2", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: history2)
      // The pool by its path alone could be somebody else's by now.
      try db.execute(sql: "DELETE FROM meta WHERE name = 'pool'")
    }
    migrator.registerMigration("3", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: "ALTER TABLE allocation ADD COLUMN isHeld INTEGER NOT NULL DEFAULT 0")
      try db.execute(sql: history3)
    }
    migrator.registerMigration("4", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: "ALTER TABLE allocation ADD COLUMN priority INTEGER NOT NULL DEFAULT 0")
    }
    return migrator
  }

  /// What goes with an application is checked at the end of a transaction, so that changes may come in any order.
  private static let recovery1 = """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE application (
      id INTEGER PRIMARY KEY, secret TEXT NOT NULL, name TEXT NOT NULL, userID INTEGER NOT NULL,
      groupID INTEGER NOT NULL, supplementaryGroups BLOB NOT NULL, directory TEXT NOT NULL,
      programName TEXT NOT NULL, environment BLOB NOT NULL, registeredAt INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE allocation (
      application INTEGER PRIMARY KEY REFERENCES application ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
      userID INTEGER NOT NULL, queue TEXT NOT NULL, lastExecutor INTEGER NOT NULL, lastRequest INTEGER NOT NULL,
      failuresInARow INTEGER NOT NULL, lastFailureAt INTEGER NOT NULL, hasEnded INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE detachment (
      application INTEGER PRIMARY KEY REFERENCES application ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
      image TEXT NOT NULL, arguments BLOB NOT NULL, restartsLeft INTEGER NOT NULL, exitStatus INTEGER
    ) STRICT;

    CREATE TABLE process (
      application INTEGER NOT NULL REFERENCES application ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
      executor INTEGER NOT NULL, processID INTEGER NOT NULL, startTime INTEGER NOT NULL, cgroup TEXT,
      bootID TEXT NOT NULL, startedAt INTEGER NOT NULL, PRIMARY KEY (application, executor)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE executor (
      application INTEGER NOT NULL REFERENCES application ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
      executor INTEGER NOT NULL, cores INTEGER NOT NULL, memoryBytes INTEGER NOT NULL, sharing TEXT NOT NULL,
      sequence INTEGER NOT NULL, state TEXT NOT NULL, cause TEXT, grantedAt INTEGER NOT NULL, startedAt INTEGER,
      PRIMARY KEY (application, executor)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE request (
      application INTEGER NOT NULL REFERENCES application ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
      request INTEGER NOT NULL, sequence INTEGER NOT NULL, cores INTEGER NOT NULL, memoryBytes INTEGER NOT NULL,
      sharing TEXT NOT NULL, isGang INTEGER NOT NULL, remaining INTEGER NOT NULL, since INTEGER NOT NULL,
      PRIMARY KEY (application, request)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE reclaim (
      id INTEGER PRIMARY KEY,
      application INTEGER NOT NULL REFERENCES application ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
      cores INTEGER NOT NULL, memoryBytes INTEGER NOT NULL, count INTEGER NOT NULL, deadline INTEGER NOT NULL,
      purpose TEXT NOT NULL
    ) STRICT;
    CREATE INDEX reclaimByApplication ON reclaim (application);
    """

  private static let history1 = """
    CREATE TABLE pastApplication (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL, userID INTEGER NOT NULL, queue TEXT NOT NULL,
      isDetached INTEGER NOT NULL, startedAt INTEGER NOT NULL, endedAt INTEGER, ending TEXT, exitStatus INTEGER
    ) STRICT;
    CREATE INDEX pastApplicationByUser ON pastApplication (userID, id);
    CREATE INDEX pastApplicationByEnd ON pastApplication (endedAt, id) WHERE endedAt IS NOT NULL;
    CREATE INDEX pastApplicationRunning ON pastApplication (id) WHERE endedAt IS NULL;

    CREATE TABLE pastExecutor (
      application INTEGER NOT NULL REFERENCES pastApplication ON DELETE CASCADE, number INTEGER NOT NULL,
      cores INTEGER NOT NULL, memoryBytes INTEGER NOT NULL, startedAt INTEGER NOT NULL, endedAt INTEGER,
      reason TEXT, code INTEGER, message TEXT, cpuMicroseconds INTEGER, memoryPeakBytes INTEGER, readBytes INTEGER,
      writtenBytes INTEGER, throttledMicroseconds INTEGER, outOfMemoryKills INTEGER, PRIMARY KEY (application, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE pastJob (
      application INTEGER NOT NULL REFERENCES pastApplication ON DELETE CASCADE, number INTEGER NOT NULL,
      name TEXT NOT NULL, stages INTEGER NOT NULL, startedAt INTEGER NOT NULL, endedAt INTEGER, outcome TEXT,
      error TEXT, PRIMARY KEY (application, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE pastStage (
      application INTEGER NOT NULL REFERENCES pastApplication ON DELETE CASCADE, job INTEGER NOT NULL,
      number INTEGER NOT NULL, name TEXT NOT NULL, tasks INTEGER NOT NULL, failedAttempts INTEGER NOT NULL,
      startedAt INTEGER NOT NULL, endedAt INTEGER, inputBytes INTEGER NOT NULL, shuffleReadBytes INTEGER NOT NULL,
      shuffleWrittenBytes INTEGER NOT NULL, spilledBytes INTEGER NOT NULL, outputBytes INTEGER NOT NULL,
      PRIMARY KEY (application, job, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE attemptBatch (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      application INTEGER NOT NULL REFERENCES pastApplication ON DELETE CASCADE, job INTEGER NOT NULL,
      stage INTEGER NOT NULL, count INTEGER NOT NULL, firstPartition INTEGER NOT NULL,
      lastPartition INTEGER NOT NULL, firstStart INTEGER NOT NULL, lastEnd INTEGER NOT NULL, attempts BLOB NOT NULL
    ) STRICT;
    CREATE INDEX attemptBatchByStage ON attemptBatch (application, job, stage, id);
    """

  /// Adds what each application's history holds, roughly, so that the one who holds the most makes room for others. The
  /// numbers are what a row takes besides its texts.
  private static let history2 = """
    CREATE INDEX pastExecutorRunning ON pastExecutor (application, number) WHERE endedAt IS NULL;

    ALTER TABLE pastApplication ADD COLUMN bytes INTEGER NOT NULL DEFAULT 400;
    UPDATE pastApplication SET bytes = bytes
      + (SELECT coalesce(sum(length(attempts) + 100), 0) FROM attemptBatch WHERE application = pastApplication.id)
      + (SELECT coalesce(sum(length(name) + ifnull(length(error), 0) + 100), 0) FROM pastJob
        WHERE application = pastApplication.id)
      + (SELECT coalesce(sum(length(name) + 100), 0) FROM pastStage WHERE application = pastApplication.id)
      + (SELECT 100 * count(*) FROM pastExecutor WHERE application = pastApplication.id);
    CREATE INDEX pastApplicationShare ON pastApplication (userID, bytes);
    CREATE INDEX pastApplicationByUsersEnd ON pastApplication (userID, endedAt, id) WHERE endedAt IS NOT NULL;

    CREATE TRIGGER attemptBatchComes AFTER INSERT ON attemptBatch BEGIN
      UPDATE pastApplication SET bytes = bytes + length(NEW.attempts) + 100 WHERE id = NEW.application;
    END;
    CREATE TRIGGER attemptBatchGoes AFTER DELETE ON attemptBatch BEGIN
      UPDATE pastApplication SET bytes = bytes - length(OLD.attempts) - 100 WHERE id = OLD.application;
    END;
    CREATE TRIGGER pastJobComes AFTER INSERT ON pastJob BEGIN
      UPDATE pastApplication SET bytes = bytes + length(NEW.name) + ifnull(length(NEW.error), 0) + 100
      WHERE id = NEW.application;
    END;
    CREATE TRIGGER pastJobFails AFTER UPDATE OF error ON pastJob WHEN NEW.error IS NOT OLD.error BEGIN
      UPDATE pastApplication SET bytes = bytes + ifnull(length(NEW.error), 0) - ifnull(length(OLD.error), 0)
      WHERE id = NEW.application;
    END;
    CREATE TRIGGER pastStageComes AFTER INSERT ON pastStage BEGIN
      UPDATE pastApplication SET bytes = bytes + length(NEW.name) + 100 WHERE id = NEW.application;
    END;
    CREATE TRIGGER pastExecutorComes AFTER INSERT ON pastExecutor BEGIN
      UPDATE pastApplication SET bytes = bytes + 100 WHERE id = NEW.application;
    END;
    """

  /// Adds the numbers of tasks, which are there together or not at all, and finds applications by their names.
  private static let history3 = """
    ALTER TABLE pastApplication ADD COLUMN tasks INTEGER;
    ALTER TABLE pastApplication ADD COLUMN succeededTasks INTEGER;
    ALTER TABLE pastApplication ADD COLUMN failedTasks INTEGER;
    CREATE INDEX pastApplicationByName ON pastApplication (name, userID);
    """
}
