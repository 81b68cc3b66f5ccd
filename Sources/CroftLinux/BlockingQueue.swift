import Glibc

/// Hands elements from thread to thread, in order; a reader waits while there are none.
///
/// It has no limit of its own: whoever pushes bounds what is under way.
///
/// `@unchecked Sendable`: every access to the elements is made with the mutex held. The mutex is a pthread's, not
/// `Synchronization.Mutex`, because only that one goes with a condition variable.
package final class BlockingQueue<Element: Sendable>: @unchecked Sendable {
  // On the heap, for pthreads know a mutex and a condition by their address.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var elements: [Element?] = []
  /// The elements before this index have been popped.
  private var head = 0
  private var isClosed = false

  package init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  package var count: Int { locked { elements.count - head } }

  /// Adds an element at the end. A closed queue drops it.
  package func push(_ element: Element) {
    locked {
      guard !isClosed else { return }
      elements.append(element)
      pthread_cond_signal(changed)
    }
  }

  package func push(contentsOf newElements: some Sequence<Element>) {
    locked {
      guard !isClosed else { return }
      for element in newElements { elements.append(element) }
      pthread_cond_broadcast(changed)
    }
  }

  /// Takes the first element, waiting for one. After ``close()``: what is left, then nil.
  package func pop() -> Element? {
    locked {
      while head == elements.count, !isClosed { pthread_cond_wait(changed, mutex) }
      guard head < elements.count else { return nil }
      let element = elements[head]
      elements[head] = nil
      head += 1
      // Moving the rest down once half is gone is constant work for each element.
      if head * 2 >= elements.count {
        elements.removeFirst(head)
        head = 0
      }
      return element
    }
  }

  /// Takes out every waiting element that the condition holds for, and gives them in order.
  package func removeAll(where shouldBeRemoved: (Element) -> Bool) -> [Element] {
    locked {
      var removed: [Element] = []
      var kept: [Element?] = []
      for case let element? in elements[head...] {
        if shouldBeRemoved(element) { removed.append(element) } else { kept.append(element) }
      }
      elements = kept
      head = 0
      return removed
    }
  }

  /// Lets no more in, and wakes the readers. To drop what is left as well: ``removeAll(where:)`` first.
  package func close() {
    locked {
      isClosed = true
      pthread_cond_broadcast(changed)
    }
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}
