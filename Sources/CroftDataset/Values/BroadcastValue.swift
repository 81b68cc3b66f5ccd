import CroftProtocol
import Synchronization

/// A broadcast value in this process: decoded once, by the first task that asks.
final class BroadcastValue<Value: Sendable>: Sendable {
  private final class Box: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  private let path: String
  private let loaded = AtomicLazyReference<Box>()
  /// Held while the file is decoded, so that it is not done twice.
  private let loading = Mutex(())

  init(path: String) { self.path = path }

  func fill(_ value: Value) { _ = loaded.storeIfNil(Box(value)) }

  func value() throws -> Value {
    if let box = loaded.load() { return box.value }
    return try loading.withLock { _ in
      if let box = loaded.load() { return box.value }
      return loaded.storeIfNil(Box(try read())).value
    }
  }

  private func read() throws -> Value {
    do {
      let file = try BroadcastFile(path: path)
      var reader = ByteReader(try BlockFileIndex(file.bytes).block(0), owner: file)
      return try RecordCodec<Value>().decode(from: &reader)
    } catch let error as BroadcastUnavailable {
      throw error
    } catch {
      throw BroadcastUnavailable(path: path, reason: "\(error)")
    }
  }
}

/// The broadcast values of this process, which jobs come and go with handles of.
final class LoadedBroadcasts: Sendable {
  /// The one of this process: a handle that is decoded with a job has nothing else to find its value by.
  static let shared = LoadedBroadcasts()

  private let values = Mutex<[String: any AnyObject & Sendable]>([:])

  func value<Value: Sendable>(at path: String) -> BroadcastValue<Value> {
    if let known = values.withLock({ $0[path] }) as? BroadcastValue<Value> { return known }
    forgetRemoved()
    return values.withLock { values in
      if let known = values[path] as? BroadcastValue<Value> { return known }
      let value = BroadcastValue<Value>(path: path)
      values[path] = value
      return value
    }
  }

  /// Frees the memory of those whose files have been removed. As many as are there were made by the program, and not
  /// destroyed.
  func forgetRemoved() {
    values.withLock { values in
      for path in values.keys where !BroadcastFile.exists(path) { values[path] = nil }
    }
  }
}
