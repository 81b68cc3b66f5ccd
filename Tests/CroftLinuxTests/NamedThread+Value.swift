import CroftLinux
import Synchronization

extension NamedThread {
  /// What the body gives on a thread of its own, so that a signal mask it changes is nobody else's.
  static func value<Value: Sendable>(
    name: String = "test", stackBytes: Int? = nil, _ body: @escaping @Sendable () throws -> Value
  ) throws -> Value {
    let outcome = OutcomeBox<Value>()
    try NamedThread.start(name: name, stackBytes: stackBytes) { outcome.set(Result { try body() }) }.join()
    return try outcome.get()
  }
}

private final class OutcomeBox<Value: Sendable>: Sendable {
  private let outcome = Mutex<Result<Value, any Error>?>(nil)
  func set(_ result: Result<Value, any Error>) { outcome.withLock { $0 = result } }
  func get() throws -> Value { try outcome.withLock { $0! }.get() }
}
