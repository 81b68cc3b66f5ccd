import CroftBatch
import CroftDriver
import CroftProtocol

/// What one task of a step may use, in numbers.
struct TaskResources: Sendable, Equatable {
  /// An executor's own memory beside that of its commands: its code, its buffers of what they print, its copy of the
  /// inputs.
  static let executorOverheadBytes = 64 << 20
  /// A command that has less than this can't even start a shell with a pipe.
  private static let leastMemoryBytes = 16 << 20

  let cores: Int
  /// At first.
  let memoryBytes: Int
  let memoryGrowth: Double
  /// The most that a task gets after it has run out of memory.
  let mostMemoryBytes: Int

  /// - Parameters:
  ///   - settings: without a memory of its own, a task gets its cores' share of the farm's.
  ///   - capacity: the farm's.
  ///   - isEnforced: whether the farm has so much and no more. Local threads count nobody's memory.
  /// - Throws: a `BatchError` for more than the farm has.
  init(_ settings: StepSettings, of capacity: Resources, isEnforced: Bool) throws(BatchError) {
    cores = settings.cores ?? 1
    guard cores <= capacity.cores else {
      throw BatchError(
        "a task is to have \(cores) cores, and the farm has \(capacity.cores); ask for fewer (--cores)")
    }
    let most = max(capacity.memoryBytes - Self.executorOverheadBytes, Self.leastMemoryBytes)
    if let memory = settings.memory?.bytes {
      guard memory <= most || !isEnforced else {
        throw BatchError(
          "a task is to have \(memory >> 20) MiB of memory, and the farm has room for \(most >> 20) MiB: ask for less "
            + "(--memory)")
      }
      memoryBytes = memory
    } else {
      let share = capacity.memoryBytes / capacity.cores * cores
      memoryBytes = max(share - Self.executorOverheadBytes, Self.leastMemoryBytes)
    }
    memoryGrowth = settings.memoryGrowth?.factor ?? StepDefaults.memoryGrowth
    mostMemoryBytes = max(min(settings.memoryGrowth?.limit?.bytes ?? most, most), memoryBytes)
  }
}

/// How many executors run a submission, and how large they are.
struct ExecutorPlan: Sendable, Equatable {
  /// Processes cost memory and start-up time; above this many, one serves several slots.
  static let mostOfOneSlot = 16

  let executors: Int
  let coresPerTask: Int
  let executorCores: Int
  let executorMemoryBytes: Int

  /// - Throws: a `BatchError` for a step whose tasks the farm has no room for.
  init(_ submission: Submission, on capacity: Resources, isEnforced: Bool) throws(BatchError) {
    var tasks: [(resources: TaskResources, mostAtOnce: Int?)] = []
    for step in submission.steps {
      let resources = try TaskResources(step.settings, of: capacity, isEnforced: isEnforced)
      // It runs in no executor of this job, but asks for its own.
      if case .application = step.command { continue }
      var most = step.settings.maxRunning
      if case .read(let inputs) = step.inputs { most = min(most ?? .max, inputs.count) }
      tasks.append((resources, most))
    }
    self.init(tasks, on: capacity)
  }

  /// - Parameters:
  ///   - tasks: what each step's tasks get, and how many of them can run at once; nil for as many as there is room for.
  ///   - capacity: the farm's.
  init(_ tasks: [(resources: TaskResources, mostAtOnce: Int?)], on capacity: Resources) {
    // All executors of an application are alike, so that any of them can run any step.
    coresPerTask = tasks.map(\.resources.cores).max() ?? 1
    let memory = tasks.map(\.resources.memoryBytes).max() ?? 0
    let slotBytes = memory + TaskResources.executorOverheadBytes
    let inCores = max(1, capacity.cores / coresPerTask)
    let room = max(1, min(inCores, capacity.memoryBytes / slotBytes))
    let wanted =
      tasks.allSatisfy { $0.mostAtOnce != nil } ? tasks.reduce(0) { min($0 + ($1.mostAtOnce ?? 0), room) } : room
    let slots = max(1, min(wanted, room))
    let slotsOfEach = (slots + Self.mostOfOneSlot - 1) / Self.mostOfOneSlot
    executors = (slots + slotsOfEach - 1) / slotsOfEach
    executorCores = slotsOfEach * coresPerTask
    executorMemoryBytes = slotsOfEach * slotBytes
  }
}
