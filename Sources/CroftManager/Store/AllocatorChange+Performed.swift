import CroftProtocol
internal import GRDB

extension AllocatorChange {
  func perform(in db: Database) throws {
    switch self {
    case .putApplication(let row): try db.put(row)
    // What was registered of it goes too, and all else that belongs to it.
    case .removeApplication(let id): try db.remove(from: StoredApplication.table, id.rawValue)
    case .putExecutor(let row): try db.put(row)
    case .removeExecutor(let key):
      let (application, executor) = (key.application.rawValue, key.executor.rawValue)
      try db.remove(from: AllocatorSnapshot.Executor.table, application, executor)
      try db.remove(from: StoredProcess.table, application, executor)
    case .putRequest(let row): try db.put(row)
    case .removeRequest(let key):
      try db.remove(from: AllocatorSnapshot.Request.table, key.application.rawValue, key.request)
    case .putReclaim(let row): try db.put(row)
    case .removeReclaim(let id): try db.remove(from: Reclaim.table, id)
    case .setDraining(let isDraining): try db.setMeta(.isDraining, to: isDraining ? true : nil)
    }
  }

  var target: StoreChange.Target {
    switch self {
    case .putApplication(let row): .init(.allocation, row.id)
    case .removeApplication(let id): .init(.application, id)
    case .putExecutor(let row): .init(.executor, row.key.application, row.key.executor.rawValue)
    case .removeExecutor(let key): .init(.executor, key.application, key.executor.rawValue)
    case .putRequest(let row): .init(.request, row.key.application, row.key.request)
    case .removeRequest(let key): .init(.request, key.application, key.request)
    case .putReclaim(let row): .init(.reclaim, nil, row.id)
    case .removeReclaim(let id): .init(.reclaim, nil, id)
    case .setDraining: .init(.draining, nil)
    }
  }
}
