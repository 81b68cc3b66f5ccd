import Glibc

/// A mutex and the condition variable that goes with it. The mutex is a pthread's, not `Synchronization.Mutex`, because
/// only that one goes with a condition variable.
///
/// `@unchecked Sendable`: both are made to be used from any thread.
package final class ConditionMutex: @unchecked Sendable {
  // On the heap, for pthreads know a mutex and a condition by their address.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  package func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// With the mutex held: lets others have it, waits for a wake-up, which may come for no reason, and takes it again.
  package func wait() { pthread_cond_wait(condition, mutex) }

  package func wakeOne() { pthread_cond_signal(condition) }

  package func wakeAll() { pthread_cond_broadcast(condition) }
}
