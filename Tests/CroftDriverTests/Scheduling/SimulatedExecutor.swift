import CroftDriver
import CroftProtocol

/// An executor that obeys the protocol, with the two pipes between it and the driver.
struct SimulatedExecutor {
  let id: ExecutorID
  let slots: Int
  /// On the way to it, in order.
  var inbox: [SchedulerAction] = []
  /// On the way to the driver, in order.
  var outbox: [ExecutorFrame] = []
  var isAlive = true
  /// The driver knows that its channel has ended.
  var isClosing = false
  /// The driver counts on it no more.
  var isLost = false

  // What it knows.
  private(set) var definedJobs: Set<JobID> = []
  private(set) var outputs: [MapOutputs] = []
  private(set) var queue: [TaskAttempt] = []
  var running: [TaskAttempt] = []

  // What the scheduler must know of it.
  var outstanding: [TaskAttempt] = []
  var toldJobs: Set<JobID> = []
  var toldOutputs: [MapOutputs] = []
  var completedTasks = 0

  init(id: ExecutorID, slots: Int) {
    self.id = id
    self.slots = slots
  }

  /// Takes the next message from the driver.
  mutating func receive() throws {
    switch inbox.removeFirst() {
    case .define(let job, _): definedJobs.insert(job)
    case .sendMapOutputs(let told, _): outputs.replace(with: told)
    case .run(let attempt, _):
      guard definedJobs.contains(attempt.task.job) else {
        throw SimulationFailure("executor \(id) does not know the job of \(attempt)")
      }
      queue.append(attempt)
    case .revoke(let attempts, _): handBack { attempts.contains($0) }
    case .endJob(let job, _):
      definedJobs.remove(job)
      outputs.removeAll { $0.job == job }
      handBack { $0.task.job == job }
    case let other: throw SimulationFailure("\(other) is not for an executor")
    }
  }

  /// Answers every revoke, also with nothing.
  private mutating func handBack(_ isAsked: (TaskAttempt) -> Bool) {
    let asked = queue.filter(isAsked)
    queue.removeAll(where: isAsked)
    outbox.append(.revoked(asked))
  }

  /// Begins the next task, in the order sent, if a slot is free.
  mutating func beginNext() -> TaskAttempt? {
    guard running.count < slots, !queue.isEmpty else { return nil }
    running.append(queue.removeFirst())
    return running.last
  }
}

extension [MapOutputs] {
  func find(_ stage: Int, of job: JobID) -> [UInt16]? {
    first { $0.job == job && $0.stage == stage }?.attempts
  }

  mutating func replace(with outputs: MapOutputs) {
    removeAll { $0.job == outputs.job && $0.stage == outputs.stage }
    append(outputs)
  }
}
