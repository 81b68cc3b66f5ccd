/// Bounds on what users can make the manager remember.
struct AllocatorLimits: Sendable, Equatable {
  /// As many as can be connected. A machine that runs more drivers than this has no core for their executors.
  var applications = ConnectionLimits().drivers
  /// Running, ending and waiting together. More processes than this on one machine only get in each other's way,
  /// and each costs the manager a few descriptors.
  var executorsPerApplication = 4096
  /// An application needs one request for each executor size it has in use; the bound leaves ample room.
  var requestsPerApplication = 256
}
