import Glibc

/// What a caller may do, by the kernel's word on who it is.
struct CallerRights: Equatable {
  let userID: uid_t
  let managerUserID: uid_t

  private var isManagersUser: Bool { userID == managerUserID }

  /// Whether the caller may ask at all: root's manager answers everyone, a user's only that user and root.
  var mayLook: Bool { isManagersUser || userID == 0 || managerUserID == 0 }

  /// Whether the caller may have applications here. Root may look at a user's manager, but an executor of root's
  /// would run as that user.
  var mayRun: Bool { isManagersUser || managerUserID == 0 }

  /// Whether the caller sees the applications of a user.
  func maySee(applicationsOf owner: uid_t) -> Bool { userID == owner || isManagersUser || userID == 0 }

  /// Whether the caller may change what such an application has.
  func mayAct(onApplicationOf owner: uid_t) -> Bool { mayRun && (userID == owner || isManagersUser) }
}
