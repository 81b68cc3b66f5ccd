import Glibc

/// What a caller may do, by the kernel's word on who it is.
struct CallerRights: Equatable {
  let userID: uid_t
  let managerUserID: uid_t
  /// The manager serves all users; else just its own.
  let isSystem: Bool
  /// A member of the administrators' group.
  var isAdministrator = false

  private var isManagersUser: Bool { userID == managerUserID }

  /// Whether the caller may ask at all: a system's manager answers everyone, a user's only that user and root.
  var mayLook: Bool { isManagersUser || userID == 0 || isSystem }

  /// Whether the caller may have applications here. Root may look at a user's manager, but an executor of root's
  /// would run as that user.
  var mayRun: Bool { isManagersUser || isSystem }

  /// Whether the caller sees everybody's applications.
  var maySeeAll: Bool { isManagersUser || userID == 0 || isAdministrator }

  /// Whether the caller sees the applications of a user.
  func maySee(applicationsOf owner: uid_t) -> Bool { userID == owner || maySeeAll }

  /// Whether the caller may change what such an application has, and end it.
  func mayAct(onApplicationOf owner: uid_t) -> Bool {
    mayRun && (userID == owner || isManagersUser || isAdministrator)
  }

  /// Whether the caller may change the farm itself.
  var mayAdminister: Bool { isManagersUser || userID == 0 || isSystem && isAdministrator }
}
