package import CroftLinux
import CroftProtocol
import Glibc

/// An executor at work: reads tasks from the channel, runs them on its slots, answers. The same in a process of its own
/// and on threads of the driver.
///
/// One thread owns the channel and the table of jobs; a thread for each slot runs tasks.
package final class ExecutorRuntime {
  private let channel: FileDescriptor
  private let loop: EventLoop
  private let waiting = WaitingTasks()
  private let outbox: Outbox
  private let resources: ExecutorResources
  /// Where the kernel limits and warns this executor; nil where it doesn't, or the process is not its own.
  private let cgroup: Cgroup?
  /// What reads this process's own output; nil where that goes somewhere by itself.
  private let output: PrintedOutput?
  private let mostSlots: Int
  /// None until the driver has said how many.
  private var slots: [NamedThread] = []
  private var jobs: [JobID: ExecutorJob] = [:]
  private var incoming = FrameBuffer()
  private var outgoing = OutgoingFrames()
  /// The beginning of the next task's inputs. Bounded by the driver's own memory, which has held all of it.
  private var begunInputs: [UInt8] = []
  /// What has come and is not among the waiting yet.
  private var arrived: [TaskBatch] = []
  /// Why the channel was given up; nil while it works and when the driver closed it.
  private var failure: (any Error)?

  /// - Parameters:
  ///   - channel: this end of the task channel.
  ///   - slots: how many tasks to run at once at most; the driver says how many.
  ///   - memoryLimitBytes: what it may use in all, if that is less than the limits of this process.
  ///   - cgroup: has the limits of this executor alone, and the kernel's warnings are heard there.
  ///   - output: what reads its own output; nil where that goes somewhere by itself.
  package convenience init(
    channel: FileDescriptor, slots: Int, memoryLimitBytes: Int = .max, cgroup: Cgroup? = nil,
    output: PrintedOutput? = nil
  ) throws(SystemError) {
    let log = output?.commandLog ?? .ownStreams(OwnStreams())
    try self.init(
      channel: channel, slots: slots, memoryLimitBytes: memoryLimitBytes, cgroup: cgroup, output: output,
      commands: CommandRunner(log: log, cgroup: cgroup))
  }

  /// The same with what runs its tasks' commands.
  init(
    channel: FileDescriptor, slots: Int, memoryLimitBytes: Int, cgroup: Cgroup? = nil, output: PrintedOutput? = nil,
    commands: CommandRunner
  ) throws(SystemError) {
    self.channel = channel
    self.cgroup = cgroup
    self.output = output
    mostSlots = slots
    try channel.setNonBlocking()
    self.loop = try EventLoop()
    let outbox = Outbox(waker: loop.waker)
    self.outbox = outbox
    resources = ExecutorResources(
      slots: slots, budgetBytes: MemoryBudget.detect(withinLimit: memoryLimitBytes), commands: commands
    ) {
      outbox.post(.cacheChanged($0))
    }
  }

  private func startSlots(_ count: Int) throws {
    guard slots.isEmpty, count > 0 else { throw MalformedBytes("a second hello, or one of an executor with no slot") }
    resources.memory.setSlots(min(count, mostSlots))
    for slot in 0..<min(count, mostSlots) {
      slots.append(
        try NamedThread.start(name: "slot-\(slot)") { [waiting, outbox, resources, output] in
          var slot = Slot(slot, resources, output)
          slot.work(on: waiting, answeringTo: outbox)
        })
    }
  }

  /// Serves the driver until it closes the channel. Tasks that still run are told to stop, not waited for.
  ///
  /// - Throws: what made the channel unusable: a frame that is malformed, a version that differs.
  package func run() throws {
    outgoing.append(ExecutorFrame.hello(version: TaskChannel.version, processID: Int(getpid())))
    loop.onWake = { [unowned self] in outbox.empty(into: &outgoing) }
    loop.afterEachTurn = { [unowned self] in flush() }
    try loop.watch(channel.rawValue, for: .readable) { [unowned self] readiness in
      if readiness.contains(.readable) {
        receive()
      } else if !readiness.isDisjoint(with: [.hangUp, .error]) {
        end(nil)
      }
    }
    let warnings = cgroup.flatMap { cgroup in
      MemoryWarnings(of: cgroup, loop: loop) { [resources] in resources.makeRoom() }
    }
    loop.run()
    warnings?.finish()
    loop.unwatch(channel.rawValue)
    for job in jobs.values { job.cancel() }
    waiting.close()
    resources.commands.close()
    if let failure { throw failure }
  }

  private func end(_ failure: (any Error)?) {
    self.failure = failure
    loop.stop()
  }

  // MARK: The channel

  private func receive() {
    do {
      let count = try incoming.fill { buffer throws(SystemError) in try channel.read(into: buffer) }
      if count == 0 { return end(incoming.isEmpty ? nil : MalformedBytes("the channel ended within a frame")) }
      while let frame = try incoming.next(DriverFrame.self) { try handle(frame) }
      letBegin()
    } catch let error as SystemError where error.wouldBlock {
      return
    } catch let error as SystemError where error.errno == ECONNRESET {
      // The driver has gone without reading our last answers: an end like any other.
      end(nil)
    } catch {
      end(error)
    }
  }

  private func flush() {
    do {
      let isDone = try outgoing.drain { bytes throws(SystemError) in
        try UnixSocket.sendSome(bytes, to: channel)
      }
      try loop.setInterest(channel.rawValue, isDone ? .readable : [.readable, .writable])
    } catch {
      end(error.errno == EPIPE || error.errno == ECONNRESET ? nil : error)
    }
  }

  // MARK: Frames

  private func handle(_ frame: DriverFrame) throws {
    switch frame {
    case .hello(let version, _, _, let slots):
      guard version == TaskChannel.version else {
        throw MalformedBytes("the driver speaks version \(version) of the task channel, not \(TaskChannel.version)")
      }
      try startSlots(slots)
    case .job(let definition):
      jobs[definition.id] = ExecutorJob(definition)
    case .mapOutputs(let outputs):
      try job(outputs.job).setOutputs(outputs.attempts, of: Int(outputs.stage))
    case .run(let assignments):
      let whole = assignments.following(exchange(&begunInputs, with: []))
      arrived.append(try TaskBatch(whole, of: try job(assignments.attempts.job)))
    case .inputs(let bytes):
      begunInputs += bytes
    case .revoke(let attempts):
      // Answered also when all have begun: the driver waits for the answer.
      outgoing.append(ExecutorFrame.revoked(takeBack(Set(attempts))))
    case .endJob(let id):
      jobs.removeValue(forKey: id)?.cancel()
      outgoing.append(ExecutorFrame.revoked(takeBack { $0.task.job == id }))
    case .cancelAttempts(let attempts):
      for (id, attempts) in Dictionary(grouping: attempts, by: \.task.job) { jobs[id]?.cancel(attempts) }
      let waiting = takeBack(Set(attempts))
      if !waiting.isEmpty { outgoing.append(ExecutorFrame.revoked(waiting)) }
    case .unpersist(let datasets):
      resources.cache.unpersist(datasets)
    }
  }

  private func job(_ id: JobID) throws -> ExecutorJob {
    guard let job = jobs[id] else { throw MalformedBytes("a frame for job \(id), which was never sent") }
    return job
  }

  private func takeBack(_ attempts: Set<TaskAttempt>) -> [TaskAttempt] {
    takeBack { attempts.contains($0) }
  }

  /// Takes back tasks that have not begun.
  private func takeBack(where shouldBeTaken: (TaskAttempt) -> Bool) -> [TaskAttempt] {
    letBegin()
    return waiting.takeBack(where: shouldBeTaken)
  }

  private func letBegin() {
    guard !arrived.isEmpty else { return }
    waiting.append(arrived)
    arrived.removeAll(keepingCapacity: true)
  }
}
