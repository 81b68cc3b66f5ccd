import Glibc

/// A state that threads change and wait for.
///
/// Unchecked: the state is touched with the mutex held. It is a pthread's, because `Synchronization.Mutex` has no
/// condition variable.
final class Monitor<State>: @unchecked Sendable {
  // On the heap, for pthreads know a mutex and a condition by their address.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state: State

  init(_ state: State) {
    self.state = state
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // Deadlines are on the clock that nobody sets.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(changed, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  func read<Result>(_ body: (State) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(state)
  }

  func change(_ body: (inout State) -> Void) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    body(&state)
    pthread_cond_broadcast(changed)
  }

  /// Waits, on a thread of its own, until `condition` gives something; nil when the time has run out before.
  func wait<Result: Sendable>(
    timeoutSeconds: Double, until condition: @escaping @Sendable (State) -> Result?
  ) async throws -> Result? {
    let deadline = Deadline(inSeconds: timeoutSeconds)
    return try await onThread { [self] in block(until: deadline, condition) }
  }

  private func block<Result>(until deadline: Deadline, _ condition: (State) -> Result?) -> Result? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    var time = deadline.time
    while true {
      if let result = condition(state) { return result }
      if pthread_cond_timedwait(changed, mutex, &time) == ETIMEDOUT { return condition(state) }
    }
  }
}
