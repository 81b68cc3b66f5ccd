/// Hands elements from thread to thread, in order; a reader waits while there are none.
///
/// It has no limit of its own: whoever pushes bounds what is under way.
///
/// `@unchecked Sendable`: every access to the elements is made with the mutex held.
package final class BlockingQueue<Element: Sendable>: @unchecked Sendable {
  private let mutex = ConditionMutex()
  private var elements: [Element?] = []
  /// The elements before this index have been popped.
  private var head = 0
  private var isClosed = false

  package init() {}

  package var count: Int { mutex.locked { elements.count - head } }

  /// Adds an element at the end. A closed queue drops it.
  package func push(_ element: Element) {
    mutex.locked {
      guard !isClosed else { return }
      elements.append(element)
      mutex.wakeOne()
    }
  }

  package func push(contentsOf newElements: some Sequence<Element>) {
    mutex.locked {
      guard !isClosed else { return }
      for element in newElements { elements.append(element) }
      mutex.wakeAll()
    }
  }

  /// Takes the first element, waiting for one. After ``close()``: what is left, then nil.
  package func pop() -> Element? {
    mutex.locked {
      while head == elements.count, !isClosed { mutex.wait() }
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
    mutex.locked {
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
    mutex.locked {
      isClosed = true
      mutex.wakeAll()
    }
  }
}
