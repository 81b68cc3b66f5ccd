import CroftLinux
import CroftProtocol
import Glibc
import Logging

// Applications go.
extension Manager {
  /// The driver is gone, by whichever sign came first, or the application is ended from outside.
  ///
  /// - Parameter hasFailed: It is known to have failed, and won't be tried again.
  func applicationEnded(
    _ id: ApplicationID, because reason: String, exitStatus: Int? = nil, hasFailed: Bool = false
  ) {
    guard let application = applications[id], !application.isEndTold else { return }
    stopWatching(application)
    cancelRestart(of: application)
    tellEnd(of: application, because: reason, exitStatus: exitStatus, hasFailed: hasFailed)
    if application.detachment != nil { supervisor.endDriver(id) }
    note(allocator.applicationEnded(id, now: now))
  }

  /// Once: an end has several signs.
  private func tellEnd(
    of application: RegisteredApplication, because reason: String, exitStatus: Int? = nil, hasFailed: Bool = false
  ) {
    guard !application.isEndTold else { return }
    application.isEndTold = true
    let (id, reason) = (application.id, application.endReason ?? reason)
    announce(
      .applicationEnded, application: application,
      "application \(id) (\(application.registration.name)) ended: \(reason)",
      as: hasFailed && application.endReason == nil ? .applicationFailed : .applicationEnded)
    var record = record(of: application, queue: queue(of: id))
    (record.endedAt, record.end) = (now, reason.asSentence)
    // What the kernel said counts for more than what the driver told.
    record.exitStatus = exitStatus ?? application.exitStatus
    remember([.application(record)])
  }

  func queue(of id: ApplicationID) -> String {
    allocator.applications[id]?.queue ?? allocator.configuration.defaultQueue
  }

  func endApplication(_ method: EndApplication, for rights: CallerRights) throws(ManagerError) -> EmptyReply {
    let application = try applicationToActOn(method.application, for: rights)
    guard !application.isEndTold else { throw .noSuchApplication(application: method.application) }
    let who = rights.userID == application.userID ? "its user" : "user \(rights.userID)"
    application.endReason = "\(who) ended it"
    application.deliver(.terminated(Termination(reason: "\(who) ended the application")))
    applicationEnded(application.id, because: "")
    return EmptyReply()
  }

  func holdApplication(_ method: HoldApplication, for rights: CallerRights) throws(ManagerError) -> EmptyReply {
    let application = try applicationToActOn(method.application, for: rights)
    let id = application.id
    let wasHeld = allocator.applications[id]?.isHeld
    try attempt { allocator throws(ManagerError) in
      ((), try allocator.held(id, method.held, now: now))
    } before: {
      guard method.held != wasHeld else { return }
      let who = rights.userID == application.userID ? "its user" : "user \(rights.userID)"
      announce(
        method.held ? .applicationHeld : .applicationReleased, application: application,
        "\(who) \(method.held ? "holds" : "releases") application \(id) (\(application.registration.name))")
    }
    return EmptyReply()
  }

  /// Nothing of it is left in the allocator, and nothing shall be elsewhere.
  func forget(_ id: ApplicationID) {
    guard let application = applications[id] else { return }
    tellEnd(of: application, because: "the manager stopped")
    stopWatching(application)
    cancelRestart(of: application)
    // A driver that is on its way to its end still uses its directory and its cgroup.
    if supervisor.driver(id) != nil {
      supervisor.endDriver(id)
      leaving.insert(id)
      return
    }
    leaving.remove(id)
    applications[id] = nil
    channels = channels.filter { $0.key.application != id }
    do {
      try cgroups.removeApplication(id)
    } catch {
      log.warning("cgroup of application \(id) couldn't be removed: \(error), ignoring", metadata: .application(id))
    }
    scratch.remove(id)
    finishIfDone()
  }
}

extension String {
  /// "its driver left" as people read it in a list.
  fileprivate var asSentence: String {
    guard let first else { return self }
    return first.uppercased() + dropFirst() + (last == "." ? "" : ".")
  }
}
