import CroftProtocol

/// The executors that a driver has asked for and has not got, so that none is forgotten and none asked for twice when
/// its manager is lost in between. A plain value.
struct RequestLedger {
  /// What is still to come of one request.
  struct Entry: Equatable {
    let number: Int
    let resources: Resources
    var remaining: Int
    var isGang = false
    /// The manager is known to have taken it.
    var isTaken = false
  }

  /// In the order of their numbers.
  private(set) var entries: [Entry] = []
  private(set) var lastNumber = 0

  /// Notes a request that is about to be sent, or as soon as there is a manager again.
  mutating func ask(for count: Int, _ resources: Resources, isGang: Bool = false) -> Entry {
    lastNumber += 1
    let entry = Entry(number: lastNumber, resources: resources, remaining: count, isGang: isGang)
    entries.append(entry)
    return entry
  }

  mutating func take(_ number: Int) {
    if let index = entries.firstIndex(where: { $0.number == number }) { entries[index].isTaken = true }
  }

  mutating func refuse(_ number: Int) { entries.removeAll { $0.number == number } }

  /// An executor has come. The manager serves requests for the same size in their order.
  mutating func grant(_ resources: Resources) {
    guard let index = entries.firstIndex(where: { $0.resources == resources }) else { return }
    entries[index].remaining -= 1
    if entries[index].remaining == 0 { entries.remove(at: index) }
  }

  /// The manager has dropped all that waited.
  mutating func removeAll() { entries = [] }

  /// Compares what is believed with what the manager says, after the connection was lost.
  ///
  /// - Returns: what to send: requests that never arrived, with their numbers, and, with new ones, what was granted
  ///   to a connection that was gone.
  mutating func resume(waiting: [Registered.WaitingRequest], lastTaken: Int?) -> [Entry] {
    let taken = lastTaken ?? (waiting.map(\.request) + entries.filter(\.isTaken).map(\.number)).max() ?? 0
    var missing = entries.filter { $0.number > taken }
    var lost: [Resources: Int] = [:]
    for entry in entries where entry.number <= taken { lost[entry.resources, default: 0] += entry.remaining }
    for request in waiting { lost[request.resources, default: 0] -= request.remaining }
    let sizes = entries.map(\.resources)
    entries =
      waiting.map { Entry(number: $0.request, resources: $0.resources, remaining: $0.remaining, isTaken: true) }
      + missing
    lastNumber = max(lastNumber, taken)
    for size in sizes {
      guard let count = lost.removeValue(forKey: size), count > 0 else { continue }
      missing.append(ask(for: count, size))
    }
    return missing
  }

  /// Goes on after the numbers of an earlier driver of the application.
  mutating func begin(after number: Int) { lastNumber = max(lastNumber, number) }
}
