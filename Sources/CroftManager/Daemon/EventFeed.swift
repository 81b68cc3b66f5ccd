import CroftProtocol
import Glibc

/// Those who watch the farm, and what each may see of it.
final class EventFeed {
  private struct Watcher {
    let rights: CallerRights
    /// nil: all that it may see.
    let application: Int?
    let send: (FarmEvent) -> Void
  }

  private var watchers: [Int: Watcher] = [:]
  private var lastNumber = 0

  /// - Returns: How to end it.
  func add(
    _ rights: CallerRights, application: Int?, send: @escaping (FarmEvent) -> Void
  ) -> (() -> Void) {
    lastNumber += 1
    let number = lastNumber
    watchers[number] = Watcher(rights: rights, application: application, send: send)
    return { [weak self] in self?.watchers[number] = nil }
  }

  /// - Parameter owner: Whose application it is about; nil for what concerns everybody.
  func publish(_ event: FarmEvent, owner: uid_t?) {
    for watcher in watchers.values {
      guard watcher.application == nil || watcher.application == event.application else { continue }
      if let owner, !watcher.rights.maySee(applicationsOf: owner) { continue }
      watcher.send(event)
    }
  }
}
