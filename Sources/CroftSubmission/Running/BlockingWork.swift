import CroftLinux
import Synchronization

/// What blocks, on a thread of its own, so that it holds none of the few threads that Swift's tasks share.
enum BlockingWork {
  /// Runs what nobody can stop, such as a wait for another process's answer. When the surrounding task is cancelled,
  /// the thread is left behind with it: for what comes right before the process's end only.
  ///
  /// - Parameter name: the thread's.
  /// - Throws: what `body` throws; `CancellationError`; `SystemError` when there is no thread to be had.
  static func runUntilCancelled<Value: Sendable>(
    _ name: String, _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    let result = AwaitedResult<Value>()
    _ = try NamedThread.start(name: name) { result.give(Result { try body() }) }
    return try await withTaskCancellationHandler {
      try await result.value()
    } onCancel: {
      result.give(.failure(CancellationError()))
    }
  }
}

/// What one thread gives and one of Swift's tasks waits for, without holding a thread meanwhile.
final class AwaitedResult<Value: Sendable>: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Value, any Error>)
    case given(Result<Value, any Error>)
    case taken
  }

  private let state = Mutex(State.open)

  /// Only the first result counts.
  func give(_ result: Result<Value, any Error>) {
    let waiter = state.withLock { state -> CheckedContinuation<Value, any Error>? in
      switch state {
      case .open: state = .given(result)
      case .awaited(let waiter):
        state = .taken
        return waiter
      case .given, .taken: break
      }
      return nil
    }
    waiter?.resume(with: result)
  }

  /// Waits for the result. To be called once.
  func value() async throws -> Value {
    try await withCheckedThrowingContinuation { waiter in
      let result = state.withLock { state -> Result<Value, any Error>? in
        if case .given(let result) = state {
          state = .taken
          return result
        }
        state = .awaited(waiter)
        return nil
      }
      if let result { waiter.resume(with: result) }
    }
  }
}
