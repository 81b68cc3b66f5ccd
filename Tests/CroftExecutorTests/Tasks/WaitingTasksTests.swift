import CroftProtocol
import Testing

@testable import CroftExecutor

@Suite struct WaitingTasksTests {
  private func batch(_ partitions: Range<UInt32>) throws -> TaskBatch {
    let definition = JobDefinition(
      id: JobID(1), typeName: "", value: [], lineage: [], partitionCounts: [], scratch: "", directory: "", output: "")
    var inputs = ByteWriter()
    for _ in partitions { TaskAssignments.appendInputs(to: &inputs) { _ in } }
    let attempts = AttemptRange(job: JobID(1), stage: 0, partitions: partitions, number: 0)
    return try TaskBatch(TaskAssignments(attempts, inputs: inputs.bytes), of: ExecutorJob(definition))
  }

  private func partitions(_ waiting: WaitingTasks) -> [UInt32] {
    var taken: [UInt32] = []
    while let next = waiting.next(waits: false) { taken.append(next.attempt.task.partition) }
    return taken
  }

  @Test func attemptsAreTakenInTheOrderInWhichTheyCame() throws {
    let waiting = WaitingTasks()
    waiting.append([try batch(4..<6), try batch(0..<0), try batch(1..<2)])
    waiting.append([try batch(7..<8)])
    #expect(partitions(waiting) == [4, 5, 1, 7])
    #expect(waiting.next(waits: false) == nil)
  }

  @Test func whatIsTakenBackIsNotHandedOut() throws {
    let waiting = WaitingTasks()
    waiting.append([try batch(0..<6), try batch(10..<12), try batch(20..<21)])
    #expect(waiting.next(waits: false)?.attempt.task.partition == 0)
    let back = waiting.takeBack { [0, 2, 3, 5, 10, 20].contains($0.task.partition) }
    #expect(back.map(\.task.partition) == [2, 3, 5, 10, 20])
    #expect(partitions(waiting) == [1, 4, 11])
  }

  @Test func afterTheEndNothingIsHandedOut() throws {
    let waiting = WaitingTasks()
    waiting.append([try batch(0..<2)])
    waiting.close()
    waiting.append([try batch(2..<4)])
    #expect(waiting.next(waits: true) == nil)
  }
}
