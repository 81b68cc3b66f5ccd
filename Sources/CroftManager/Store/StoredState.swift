import CroftProtocol

/// All that an earlier manager has stored for the one that follows it.
struct StoredState: Equatable, Sendable {
  /// What the allocator is made of again.
  var allocator = AllocatorSnapshot()
  /// By id.
  var applications: [StoredApplication] = []
  var detachments: [StoredDetachment] = []
  /// By application and executor, a driver first.
  var processes: [StoredProcess] = []
  var pool: PoolRecord?
}
