import CroftLinux
import CroftProtocol
import CroftSystemd
import Logging

// The manager ends.
extension Manager {
  /// Asked a second time, ends everything without waiting for anybody.
  func stop(_ mode: StopMode, timeoutMilliseconds: Int? = nil) {
    let isSecond = allocator.isStopping || allocator.drainEnd != nil
    if isSecond { for process in ending { supervisor.kill(process) } }
    let mode = isSecond ? .kill : mode
    announce(.stopping, "croftd is stopping: \(mode.sentence)")
    let timeout = timeoutMilliseconds ?? configuration.manager.drainTimeoutMilliseconds
    note(allocator.stop(mode, deadline: timeout.map { now + $0 }, now: now))
    service.stopping(mode)
  }

  /// In the loop's next turn, when replies have been sent.
  func stopSoon(_ mode: StopMode, timeoutMilliseconds: Int?) throws(ManagerError) {
    guard (0...Self.centuryMilliseconds).contains(timeoutMilliseconds ?? 0) else {
      throw .service(.invalidParameter(parameter: "timeoutMilliseconds"))
    }
    loop.addTimer(at: MonotonicTime.nowNanoseconds) { [unowned self] in
      stop(mode, timeoutMilliseconds: timeoutMilliseconds)
    }
  }

  /// How SIGTERM ends the manager.
  var stopMode: StopMode { configuration.manager.stopMode ?? (cgroups.pool != nil && !cgroups.isOwn ? .keep : .kill) }

  func finishIfDone() {
    guard isFinished, leaving.isEmpty else { return }
    onFinished?()
  }

  /// From the moment on when everything is being ended.
  func boundStop() {
    guard !isStopBounded else { return }
    isStopBounded = true
    loop.addTimer(at: MonotonicTime.nowNanoseconds + stopLimitNanoseconds) { [unowned self] in giveUp() }
  }

  /// Not even force has ended them: the kernel waits for a device or a file server on their behalf.
  private func giveUp() {
    for process in ending {
      log.entry(
        .leftBehind, "\(process.role), process \(process.processID), doesn't end, and is left behind with its cgroup",
        metadata: .of(process.role))
    }
    onFinished?()
  }

  /// Everything, when everything is being ended; else the drivers of applications that have ended.
  private var ending: [SupervisedProcess] {
    supervisor.processes.values.filter { allocator.isKilling || leaving.contains($0.role.application) }
  }
}

extension StopMode {
  fileprivate var sentence: String {
    switch self {
    case .drain: "running applications may end first"
    case .kill: "executors are ended"
    case .keep: "executors go on, and the next croftd takes them over"
    }
  }
}
