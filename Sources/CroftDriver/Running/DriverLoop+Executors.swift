import CroftLinux
import CroftProtocol

extension DriverLoop {
  /// Starting takes a few milliseconds; half a minute is a machine that swaps itself to death, or another program.
  private static var greetingWaitNanoseconds: UInt64 { 30_000_000_000 }
  /// How long to wait, after an executor's channel has closed, for the manager to say why it ended.
  private static var endReasonWaitNanoseconds: UInt64 { 1_000_000_000 }

  /// A farm that is full may stay so for hours; whoever waits should know what for.
  private static var patienceNanoseconds: UInt64 { 3_000_000_000 }

  /// Says so, once, when a job has waited for its first executor for some seconds.
  func watchForExecutors() {
    guard scheduler.executorCount == 0, !saysWhenWaiting else { return }
    saysWhenWaiting = true
    loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.patienceNanoseconds) { [unowned self] in
      saysWhenWaiting = false
      guard scheduler.executorCount == 0, scheduler.hasJobs else { return }
      log("waiting for executors; \"croft status\" tells what is free, \"croft executors\" who has the rest")
    }
  }

  func addExecutor(
    _ id: ExecutorID, processID: Int, resources: Resources, channel: FileDescriptor
  ) {
    do {
      try channel.setNonBlocking()
      let link = ExecutorLink(
        id: id, application: application, processID: processID, resources: resources,
        slots: configuration.slots(ofCores: resources.cores), channel: channel)
      try loop.watch(channel.rawValue, for: .readable) { [unowned self, unowned link] _ in receive(from: link) }
      links[id] = link
      scheduler.executorGranted(id, slots: link.slots, memoryBytes: resources.memoryBytes)
      link.greetingTimer = loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.greetingWaitNanoseconds) {
        [unowned self] in
        lose(id, reason: "it did not say hello within \(Self.greetingWaitNanoseconds / 1_000_000_000) s")
        session?.release(executor: id)
      }
    } catch {
      log("executor \(id) cannot be used: \(error)")
      session?.release(executor: id)
    }
  }

  private func receive(from link: ExecutorLink) {
    do {
      try link.receive { try handle($0, from: link) }
      if link.isClosed { closed(link) }
    } catch {
      lose(link.id, reason: "it sent what no executor sends: \(error)")
      session?.release(executor: link.id)
    }
  }

  private func handle(_ frame: ExecutorFrame, from link: ExecutorLink) throws {
    switch frame {
    case .hello(TaskChannel.version, _): greet(link)
    case .hello(let version, _):
      lose(link.id, reason: "it speaks version \(version) of the task channel, not \(TaskChannel.version)")
      session?.release(executor: link.id)
    case .succeeded(let successes): try take(successes, from: link)
    case .failed(let attempt, let failure):
      let now = MonotonicTime.nowNanoseconds
      noteFailure(attempt, failure, on: link.id, atNanoseconds: now)
      scheduler.failed(attempt, on: link.id, failure, atNanoseconds: now)
    case .revoked(let attempts):
      scheduler.revoked(attempts, by: link.id)
    case .cacheChanged(let changes): cacheChanged(changes, on: link.id)
    }
  }

  /// An executor gets tasks from its hello on: until then its program could be anything.
  private func greet(_ link: ExecutorLink) {
    guard let timer = link.greetingTimer else { return }
    loop.cancelTimer(timer)
    link.greetingTimer = nil
    scheduler.executorReady(link.id)
  }

  /// The channel has ended. Why, the manager knows, and says so in a moment; it may have gone itself.
  private func closed(_ link: ExecutorLink) {
    loop.unwatch(link.channel.rawValue)
    let id = link.id
    scheduler.executorClosing(id)
    guard session?.isConnected == true else { return lose(id, reason: "its channel was closed") }
    loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.endReasonWaitNanoseconds) { [unowned self] in
      lose(id, reason: "its channel was closed")
    }
  }

  /// Counts an executor as lost; nothing if it has been already.
  func lose(_ id: ExecutorID, reason: String, cause: ExecutorLossCause = .crashed) {
    guard forget(id) else { return }
    noteLoss(of: id, reason: reason, cause: cause)
    scheduler.executorLost(id, reason: reason, cause: cause)
  }

  /// Gives back an executor that the scheduler counts on no more.
  ///
  /// Its channel stays open until the manager knows: one whose channel ends exits by itself, as if it had died.
  func letGo(_ id: ExecutorID) {
    let channel = links[id]?.channel
    if forget(id) { session?.release(executor: id, keeping: channel) }
  }

  /// - Returns: false if there is no such executor, or no more.
  private func forget(_ id: ExecutorID) -> Bool {
    guard let link = links.removeValue(forKey: id) else { return false }
    loop.unwatch(link.channel.rawValue)
    if let timer = link.greetingTimer { loop.cancelTimer(timer) }
    cacheDirectory.lose(id)
    pastReports.append(link.report(isAlive: false))
    watchStrandedJobs()
    return true
  }

  /// Takes the answers that an executor gave before it ended, then counts it as lost.
  func end(_ id: ExecutorID, reason: String, cause: ExecutorLossCause) {
    if let link = links[id] {
      while !link.isClosed {
        let before = link.receivedBytes
        do {
          try link.receive { try handle($0, from: link) }
        } catch {
          break
        }
        if link.receivedBytes == before { break }
      }
    }
    lose(id, reason: reason, cause: cause)
  }
}
