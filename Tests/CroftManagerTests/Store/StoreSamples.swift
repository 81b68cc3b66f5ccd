import CroftLinux
import CroftProtocol

@testable import CroftManager

/// Rows to store, each different from its neighbours.
enum StoreSamples {
  static let now = 1_790_000_000_000

  static func application(_ id: Int) -> StoredApplication {
    StoredApplication(
      id: ApplicationID(id), secret: "secret \(id)", name: "name \(id)", userID: .max, groupID: 7,
      supplementaryGroups: [1, .max], directory: "/home/ä", programName: "program",
      environment: ["A=1", "B=", "C=ü"], registeredAt: now)
  }

  static func allocation(_ id: Int) -> AllocatorSnapshot.Application {
    AllocatorSnapshot.Application(
      id: ApplicationID(id), userID: 1000, queue: "batch", lastExecutor: 3, lastRequest: 4, failuresInARow: 2,
      lastFailureAt: now - 5, hasEnded: false)
  }

  static func detachment(_ id: Int) -> StoredDetachment {
    StoredDetachment(
      application: ApplicationID(id), image: "/state/image-\(id)", arguments: ["a", ""], restartsLeft: 2,
      exitStatus: nil)
  }

  static func process(_ id: Int, executor: Int?) -> StoredProcess {
    StoredProcess(
      application: ApplicationID(id), executor: executor.map { ExecutorID($0) },
      record: ProcessIdentityRecord(
        processID: 4711, startTime: 99, cgroup: executor.map { "/sys/fs/cgroup/pool/app-\(id)/exec-\($0)" },
        bootID: "b-o-o-t"), startedAt: now)
  }

  static func executor(_ id: Int, _ number: Int) -> AllocatorSnapshot.Executor {
    AllocatorSnapshot.Executor(
      key: key(id, number), resources: Resources(cores: number, memoryBytes: 1 << 40), sharing: .exclusive,
      sequence: 10 * id + number, state: number == 1 ? .running : .ending, cause: number == 1 ? nil : .reclaimed,
      grantedAt: now, startedAt: number == 1 ? now + 1 : nil)
  }

  static func key(_ id: Int, _ number: Int) -> ExecutorKey {
    ExecutorKey(application: ApplicationID(id), executor: ExecutorID(number))
  }

  static func request(_ id: Int) -> AllocatorSnapshot.Request {
    AllocatorSnapshot.Request(
      key: RequestKey(application: ApplicationID(id), request: 1), sequence: 100 - id,
      resources: Resources(cores: 2, memoryBytes: 3), sharing: .quota, isGang: true, remaining: 5, since: now)
  }

  static func reclaim(_ id: Int) -> Reclaim {
    Reclaim(
      id: 50 + id, application: ApplicationID(id), resources: Resources(cores: 2, memoryBytes: 3), count: 2,
      deadline: now + 30_000, purpose: .limit)
  }

  static let pool = PoolRecord(path: "/sys/fs/cgroup/pool", bootID: "boot", inode: 7)

  /// Everything that an application can have.
  static func everything(of id: Int) -> [StoreChange] {
    [
      // Before what it belongs to: the order within one set of changes doesn't matter.
      .allocator(.putExecutor(executor(id, 1))), .allocator(.putExecutor(executor(id, 2))),
      .putApplication(application(id)), .allocator(.putApplication(allocation(id))), .putDetachment(detachment(id)),
      .putProcess(process(id, executor: nil)), .putProcess(process(id, executor: 1)),
      .allocator(.putRequest(request(id))), .allocator(.putReclaim(reclaim(id))), .allocator(.setDraining(true)),
      .setPool(pool),
    ]
  }

  /// What is recovered of it.
  static func state(of ids: [Int]) -> StoredState {
    StoredState(
      allocator: AllocatorSnapshot(
        applications: ids.map { allocation($0) }, executors: ids.flatMap { [executor($0, 1), executor($0, 2)] },
        requests: ids.reversed().map { request($0) }, reclaims: ids.map { reclaim($0) }, isDraining: true),
      applications: ids.map { application($0) }, detachments: ids.map { detachment($0) },
      processes: ids.flatMap { [process($0, executor: nil), process($0, executor: 1)] }, pool: pool)
  }
}

extension Store {
  /// Opens one that has nothing to tell.
  static func quiet(in directory: String) throws -> Store { try open(in: directory, now: StoreSamples.now).store }

  /// Opens one on a disk that has room for 60 pages of 4 KiB.
  static func cramped(in directory: String) throws -> Store {
    let store = try quiet(in: directory)
    try store.execute("PRAGMA max_page_count = 60")
    return store
  }
}
