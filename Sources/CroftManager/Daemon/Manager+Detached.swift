import CroftLinux
import CroftProtocol
import Glibc
import Logging

// Applications whose drivers the manager runs itself.
extension Manager {
  /// Before a driver that failed is started again; doubled each time.
  private static let firstRestartNanoseconds: UInt64 = 1_000_000_000
  private static let mostRestartDoublings = 6

  func submit(
    _ submission: SubmitApplication, image: FileDescriptor, peer: PeerCredentials
  ) throws(ManagerError) -> SubmitApplication.Reply {
    try RegistrationCheck.check(
      name: submission.name, arguments: submission.arguments, environment: submission.environment,
      directory: submission.directory, image: image)
    let restarts = submission.restarts ?? configuration.manager.driverRestarts
    guard restarts >= 0 else { throw .service(.invalidParameter(parameter: "restarts")) }
    guard let path = FileSystem.path(of: image, below: settings.hostNamespaces?.rootDirectory) else {
      throw .service(.invalidParameter(parameter: "image"))
    }
    let queue = try admit(peer, to: submission.queue)
    let application = try prepare(
      name: submission.name, programName: submission.arguments[0], environment: submission.environment,
      directory: submission.directory, image: image, peer: peer)
    let stored = StoredDetachment(
      application: application.id, image: path, arguments: submission.arguments, restartsLeft: restarts,
      exitStatus: nil)
    application.detachment = Detachment(stored: stored, image: image)
    do {
      try store(application, queue: queue, isConnected: false)
    } catch {
      scratch.remove(application.id)
      throw error
    }
    startDriver(application)
    return SubmitApplication.Reply(application: application.id.rawValue)
  }

  private func startDriver(_ application: RegisteredApplication) {
    guard let detachment = application.detachment, let image = detachment.image else { return }
    let id = application.id
    let launch = ProgramLaunch(
      image: image, arguments: detachment.stored.arguments,
      environment: DriverEnvironment.variables(
        submitted: application.registration.environment, application: id, secret: application.registration.secret,
        socket: settings.socket, resume: "application-\(id)"),
      directory: application.registration.directory, identity: application.identity,
      surroundings: application.surroundings)
    do {
      try supervisor.startDriver(id, launch, now: now)
      if let record = supervisor.driver(id)?.record { keep([processChange(id, nil, record)]) }
    } catch {
      driverFailed(application, "it couldn't be started: \(error)", exitStatus: nil, mayTryAgain: false)
    }
  }

  func heard(_ event: DriverEvent, ofDriverOf id: ApplicationID) {
    guard let application = applications[id] else { return }
    defer { if leaving.contains(id), supervisor.driver(id) == nil { forget(id) } }
    switch event {
    case .started:
      announce(.driverStarted, application: application, "the driver of application \(id) started")
    case .failedToStart(let reason):
      driverFailed(application, "it couldn't be started: \(reason)", exitStatus: nil, mayTryAgain: false)
    case .ended(let outcome, _): driverEnded(application, outcome)
    }
  }

  private func driverEnded(_ application: RegisteredApplication, _ outcome: ExecutorOutcome) {
    let id = application.id
    announce(.driverEnded, application: application, "the driver of application \(id) ended: \(outcome.sentence)")
    switch outcome {
    case .exited(code: 0): applicationEnded(id, because: "its driver finished", exitStatus: 0)
    case .exited(let code) where hasFinished(application): driverFinished(application, exitStatus: code)
    case .exited(let code): driverFailed(application, outcome.sentence, exitStatus: code, mayTryAgain: true)
    default:
      guard let status = finishedStatus(of: application) else {
        return driverFailed(application, outcome.sentence, exitStatus: nil, mayTryAgain: true)
      }
      driverFinished(application, exitStatus: status)
    }
  }

  /// It has done what it could, and would do no better the next time.
  private func driverFinished(_ application: RegisteredApplication, exitStatus: Int) {
    let outcome = exitStatus == 0 ? "its driver finished" : "its driver finished with status \(exitStatus)"
    applicationEnded(application.id, because: outcome, exitStatus: exitStatus, hasFailed: exitStatus != 0)
  }

  /// Whether the driver left word of it. Its user could do so too, and would only keep it from being run again.
  func hasFinished(_ application: RegisteredApplication) -> Bool { finishedStatus(of: application) != nil }

  /// What the driver has left word of having finished with; nil if it hasn't.
  private func finishedStatus(of application: RegisteredApplication) -> Int? {
    let path = "\(application.scratch)/\(FinishedDriver.fileName)"
    // What is there is the user's: a link may lead anywhere, and opening a pipe must not wait for its other end.
    guard let file = try? FileDescriptor.open(path, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
      let bytes = try? file.readBeginning(maximumBytes: FinishedDriver.maximumBytes)
    else { return nil }
    return FinishedDriver.status(in: String(decoding: bytes, as: UTF8.self))
  }

  private func driverFailed(
    _ application: RegisteredApplication, _ reason: String, exitStatus: Int?, mayTryAgain: Bool
  ) {
    let id = application.id
    guard allocator.applications[id]?.hasEnded == false, var detachment = application.detachment else { return }
    guard mayTryAgain, detachment.image != nil, detachment.stored.restartsLeft > 0, !allocator.isStopping else {
      return applicationEnded(id, because: "its driver failed: \(reason)", exitStatus: exitStatus, hasFailed: true)
    }
    let doublings = min(detachment.failures, Self.mostRestartDoublings)
    detachment.failures += 1
    detachment.stored.restartsLeft -= 1
    detachment.stored.exitStatus = exitStatus
    let delay = Self.firstRestartNanoseconds << UInt64(doublings)
    detachment.restart = loop.addTimer(at: MonotonicTime.nowNanoseconds + delay) { [unowned self] in
      application.detachment?.restart = nil
      startDriver(application)
    }
    application.detachment = detachment
    note(
      with: [.removeDriverProcess(id), .putDetachment(detachment.stored)], allocator.driverLost(id, now: now))
  }

  func cancelRestart(of application: RegisteredApplication) {
    guard let timer = application.detachment?.restart else { return }
    loop.cancelTimer(timer)
    application.detachment?.restart = nil
  }

  /// Of an application that an earlier manager has left.
  func recoverDriver(_ application: RegisteredApplication, _ process: StoredProcess?) {
    guard let detachment = application.detachment else { return }
    let id = application.id
    do {
      application.detachment?.image = try FileSystem.holdWithoutLinks(
        detachment.stored.image, below: settings.hostNamespaces?.rootDirectory)
    } catch {
      log.warning(
        "application \(id) can't be started again: its program can't be opened: \(error), ignoring",
        metadata: .application(id))
    }
    if let process = process ?? lostDriver(of: application, detachment) {
      let adoption = Adoption(
        record: process.record, startedAt: process.startedAt, program: application.registration.programName,
        identity: application.identity)
      return supervisor.adoptDriver(id, adoption)
    }
    guard application.detachment?.image != nil else {
      return applicationEnded(
        id, because: "its driver can't be started again: \(detachment.stored.image) is gone", hasFailed: true)
    }
    // It was about to be started, and that has been counted. It connects to us first of all, so it has to wait until
    // we listen: for the loop's first turn.
    note(allocator.driverLost(id, now: now))
    application.detachment?.restart = loop.addTimer(at: MonotonicTime.nowNanoseconds) { [unowned self] in
      application.detachment?.restart = nil
      startDriver(application)
    }
  }
}

// Of a manager that died while it started a driver.
extension Manager {
  private func lostDriver(of application: RegisteredApplication, _ detachment: Detachment) -> StoredProcess? {
    guard cgroups.pool == nil else { return nil }
    let record = LostDriver.find(
      secret: application.registration.secret, arguments: detachment.stored.arguments, userID: application.userID)
    guard let record else { return nil }
    let process = StoredProcess(application: application.id, executor: nil, record: record, startedAt: now)
    keep([.putProcess(process)])
    return process
  }
}

extension ExecutorOutcome {
  fileprivate var sentence: String {
    switch self {
    case .exited(let code): "it exited with status \(code)"
    case .signalled(let signal, _): "signal \(signal) ended it"
    case .outOfMemory: "the kernel killed it for want of memory"
    case .unknown(let reason): "how isn't known: \(reason)"
    }
  }
}
