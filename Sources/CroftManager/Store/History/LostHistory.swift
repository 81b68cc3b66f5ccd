/// What the history couldn't take: the farm goes on without.
struct LostHistory: Equatable, Sendable {
  var entries = 0
  /// Why the last of them was lost.
  var reason: String?
}
