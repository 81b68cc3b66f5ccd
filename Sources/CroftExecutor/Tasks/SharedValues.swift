import Synchronization

/// Values that the tasks of one job make once for all of them, by number.
final class SharedValues: Sendable {
  private let slots = Mutex<[Int: Slot]>([:])

  /// Held while its value is made, so that others wait for this one instead of making it too.
  private final class Slot: Sendable {
    let value = Mutex<(any AnyObject & Sendable)?>(nil)
  }

  /// - Parameter make: tried again by the next that asks if it throws.
  func value(_ number: Int, _ make: () throws -> any AnyObject & Sendable) throws -> AnyObject {
    let slot = slots.withLock { slots in
      let slot = slots[number] ?? Slot()
      slots[number] = slot
      return slot
    }
    return try slot.value.withLock { value in
      let made = try value ?? make()
      value = made
      return made
    }
  }
}
