import CroftProtocol

// What users say of the order of their own applications.
extension Allocator {
  /// Applications among which priorities count: those of one user in one queue. Whoever claims a high number passes
  /// nobody else by it.
  struct Rivalry: Hashable, Sendable {
    let userID: Int
    let queue: String
  }

  /// Of those that may be granted something now. Applications below wait for them, but for requests that have waited
  /// too long: these go by their age alone.
  func highestPriorities(of candidates: [ApplicationID], in pass: GrantPass) -> [Rivalry: Int] {
    var highest: [Rivalry: Int] = [:]
    for id in candidates {
      guard let application = applications[id], pass.isOpen(id, application),
        application.waiting.contains(where: { $0.reasonWhyNever == nil })
      else { continue }
      highest[application.rivalry] = max(highest[application.rivalry] ?? .min, application.priority)
    }
    return highest
  }

  /// By sequence: the place of each request in the order as it is now, from 1.
  var positions: [Int: Int] {
    let ranks = queueRanks()
    var places: [Rivalry: [WaitingPlace]] = [:]
    for application in applications.values {
      guard let queue = ranks[application.queue] else { continue }
      places[application.rivalry, default: []] += application.waiting.map { waiting in
        let rank = rank(of: waiting, application, in: queue)
        return WaitingPlace(turn: rank, priority: application.priority, rank: rank, sequence: waiting.sequence)
      }
    }
    let ordered = places.values.flatMap(Self.inTurn).sorted()
    return Dictionary(ordered.enumerated().map { ($1.sequence, $0 + 1) }) { first, _ in first }
  }

  /// Whoever has a lower priority than another isn't served before that one.
  private static func inTurn(_ places: [WaitingPlace]) -> [WaitingPlace] {
    var last: GrantRank?
    return places.sorted { ($1.priority, $0.rank) < ($0.priority, $1.rank) }.map { place in
      guard place.rank.lateSequence == nil else { return place }
      var place = place
      place.turn = max(place.rank, last ?? place.rank)
      last = place.turn
      return place
    }
  }
}

extension Allocator.ApplicationState {
  var rivalry: Allocator.Rivalry { Allocator.Rivalry(userID: userID, queue: queue) }
}

/// Where a request stands among all, when its user's priorities are counted in. The smallest is served first.
private struct WaitingPlace: Comparable {
  var turn: GrantRank
  let priority: Int
  let rank: GrantRank
  let sequence: Int

  static func < (left: Self, right: Self) -> Bool {
    (left.turn, -left.priority, left.rank) < (right.turn, -right.priority, right.rank)
  }
}
