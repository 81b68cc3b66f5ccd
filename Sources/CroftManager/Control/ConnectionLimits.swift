import Glibc

/// How many connections the control socket takes, and from whom. Each costs a descriptor and some buffers.
struct ConnectionLimits: Sendable {
  /// A driver streams its events over one connection and makes its calls on another.
  static let perDriver = 2

  var total = 1024
  /// So that one user can't shut the others out.
  var perUser = 256
  /// Kept for root and the manager's own user, so that `croft status` works whatever everyone else does.
  var reserved = 128
  /// What all unfinished messages of one user may hold together: four of the longest, or one of the common bound for
  /// each connection that a user may have.
  var unfinishedBytesPerUser = 16 << 20

  /// The drivers that fit in what isn't reserved.
  var drivers: Int { (total - reserved) / Self.perDriver }

  /// How many applications a user may have at a time. Drivers that the manager runs itself need no connection of the
  /// user's before they are there, so that connections alone would not keep one user from shutting the others out.
  func applications(of userID: uid_t, managerUserID: uid_t) -> Int {
    userID == 0 || userID == managerUserID ? drivers : perUser / Self.perDriver
  }

  /// Why a user may not have another connection, or nil. The counts are of connections that are open already.
  func refusal(of userID: uid_t, managerUserID: uid_t, open: Int, openOfUser: Int) -> String? {
    if open >= total { return "there are \(total) already" }
    if userID == 0 || userID == managerUserID { return nil }
    if open >= total - reserved { return "there are \(open) already, and the other \(reserved) are reserved" }
    if openOfUser >= perUser { return "the user has \(perUser) already" }
    return nil
  }
}
