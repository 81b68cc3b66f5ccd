import CroftProtocol
internal import GRDB

/// One change to what the manager needs to go on after its death. Each may be applied twice.
enum StoreChange: Equatable, Sendable {
  /// The first for a new application goes with `putApplication`. A `removeApplication` takes everything of the
  /// application's with it, save its history, and a `removeExecutor` the executor's process.
  case allocator(AllocatorChange)
  case putApplication(StoredApplication)
  case putDetachment(StoredDetachment)
  case putProcess(StoredProcess)
  case removeDriverProcess(ApplicationID)
  /// The delegated cgroup in which executors live; nil where there is none.
  case setPool(PoolRecord?)
}

extension StoreChange {
  func perform(in db: Database) throws {
    switch self {
    case .allocator(let change): try change.perform(in: db)
    case .putApplication(let row): try db.put(row)
    case .putDetachment(let row): try db.put(row)
    case .putProcess(let row): try db.put(row)
    case .removeDriverProcess(let id): try db.remove(from: StoredProcess.table, id.rawValue, StoredProcess.driver)
    case .setPool(let pool): try db.setMeta(.pool, to: pool?.packed)
    }
  }

  /// The row that it changes: of two changes to one row only the later counts.
  var target: Target {
    switch self {
    case .allocator(let change): change.target
    case .putApplication(let row): Target(.application, row.id)
    case .putDetachment(let row): Target(.detachment, row.application)
    case .putProcess(let row): Target(.process, row.application, row.executor?.rawValue ?? StoredProcess.driver)
    case .removeDriverProcess(let id): Target(.process, id, StoredProcess.driver)
    case .setPool: Target(.pool, nil)
    }
  }

  struct Target: Hashable, Sendable {
    enum Kind: Sendable {
      case application, allocation, detachment, process, executor, request, reclaim, draining, pool
    }

    let kind: Kind
    let application: ApplicationID?
    let number: Int

    init(_ kind: Kind, _ application: ApplicationID?, _ number: Int = 0) {
      self.kind = kind
      self.application = application
      self.number = number
    }
  }
}
