import CroftBatch
import CroftProtocol
import Testing

@testable import CroftSubmission

struct TaskResourcesTests {
  private static let gibibyte = 1 << 30
  private static let farm = Resources(cores: 4, memoryBytes: 8 * gibibyte)
  private static let overhead = TaskResources.executorOverheadBytes

  @Test func aTaskGetsItsCoresShareOfTheMemory() throws {
    var settings = StepSettings()
    #expect(
      try TaskResources(settings, of: Self.farm, isEnforced: true).memoryBytes == 2 * Self.gibibyte - Self.overhead)
    settings.cores = 2
    let two = try TaskResources(settings, of: Self.farm, isEnforced: true)
    #expect(two.memoryBytes == 4 * Self.gibibyte - Self.overhead)
    #expect(two.mostMemoryBytes == 8 * Self.gibibyte - Self.overhead)
  }

  @Test func memoryGrowsToTheLimitThatWasGiven() throws {
    var settings = StepSettings()
    settings.memory = MemorySize("1G")
    settings.memoryGrowth = MemoryGrowth("1.5:3G")
    let resources = try TaskResources(settings, of: Self.farm, isEnforced: true)
    #expect(resources.memoryGrowth == 1.5)
    #expect(resources.mostMemoryBytes == 3 * Self.gibibyte)
  }

  @Test func whatTheFarmCannotGiveIsRefused() throws {
    var settings = StepSettings()
    settings.cores = 5
    #expect(throws: BatchError.self) { try TaskResources(settings, of: Self.farm, isEnforced: true) }
    settings.cores = nil
    settings.memory = MemorySize("8G")
    #expect(throws: BatchError.self) { try TaskResources(settings, of: Self.farm, isEnforced: true) }
    #expect(throws: Never.self) { try TaskResources(settings, of: Self.farm, isEnforced: false) }
  }

  @Test(arguments: [
    // Tasks, cores of each, the farm's cores: executors, and the cores of each.
    (1, 1, 4, 1, 1), (100, 1, 4, 4, 1), (100, 2, 4, 2, 2), (3, 1, 64, 3, 1), (1000, 1, 64, 16, 4), (1000, 3, 64, 11, 6),
  ])
  func executorsAreAsManyAsAreOfUse(tasks: Int, cores: Int, farmCores: Int, executors: Int, executorCores: Int) throws {
    let farm = Resources(cores: farmCores, memoryBytes: farmCores * Self.gibibyte)
    var settings = StepSettings()
    settings.cores = cores
    let resources = try TaskResources(settings, of: farm, isEnforced: true)
    let plan = ExecutorPlan([(resources, tasks)], on: farm)
    #expect(plan.executors == executors)
    #expect(plan.executorCores == executorCores)
    #expect(plan.executorMemoryBytes <= farm.memoryBytes)
    #expect(plan.executorMemoryBytes == executorCores / cores * (resources.memoryBytes + Self.overhead))
  }

  @Test func aProgramTakesNoSlot() throws {
    var large = StepSettings()
    large.cores = 4
    large.memory = MemorySize("6G")
    func plan(_ settings: StepSettings) throws -> ExecutorPlan {
      let steps = [
        SubmissionStep(name: "tasks", command: .shell("true"), inputs: .unread([])),
        SubmissionStep(name: "program", command: .application(["report"]), settings: settings),
      ]
      let graph = try StepGraph(steps.map { StepGraph.Step(name: $0.title, after: []) })
      let submission = Submission(name: "trial", environment: [], directory: "/", steps: steps, graph: graph)
      return try ExecutorPlan(submission, on: Self.farm, isEnforced: true)
    }
    #expect(
      try plan(large)
        == ExecutorPlan([(TaskResources(StepSettings(), of: Self.farm, isEnforced: true), nil)], on: Self.farm))
    large.cores = 5
    #expect(throws: BatchError.self, "its own executors don't fit either") { try plan(large) }
  }

  @Test func memoryBoundsHowManyRunAtOnce() throws {
    var settings = StepSettings()
    settings.memory = MemorySize("3G")
    let resources = try TaskResources(settings, of: Self.farm, isEnforced: true)
    #expect(ExecutorPlan([(resources, nil)], on: Self.farm).executors == 2)
  }
}
