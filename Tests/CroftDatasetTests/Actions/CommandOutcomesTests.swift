import CroftProtocol
import Testing

@testable import CroftDataset

@Suite struct CommandOutcomesTests {
  @Test func eachElementsCommandIsRunAndItsPartitionSucceeds() throws {
    let action = Dataset.range(0..<5, partitions: 2).runCommands { number, place in
      CommandLaunch(["\(number) of \(place.attempt.task.partition)"])
    }
    let outcomes = try MemoryMachine().run(action)
    #expect(outcomes.partitionCount == 2)
    #expect(outcomes[0] == .succeeded && outcomes[1] == .succeeded)
    #expect(outcomes.succeededCount == 2 && outcomes.failedCount == 0)
    #expect(outcomes.use == CommandUse())
  }

  @Test func aCommandThatFailsFailsItsTask() {
    let action = Dataset.range(0..<1, partitions: 1).runCommands { _, _ in CommandLaunch(["false", "x"]) }
    let failure = #expect(throws: TaskFailure.self) { _ = try MemoryMachine().run(action) }
    #expect(failure?.message == "false x exited with status 1")
    #expect(failure?.end?.exitCode == 1)
  }

  @Test func whatHasFailedIsToldByKind() throws {
    var collector = CommandOutcomeCollector(partitionCount: 4)
    var use = CommandUse()
    use.add(CommandEnd(status: .exited(code: 0), userMicroseconds: 3, outputBytes: 7))
    var writer = ByteWriter()
    use.encode(into: &writer)
    try collector.add(writer.bytes, of: 3)
    for (partition, kind) in [(0, TaskFailure.Kind.outOfMemory), (2, .permanent)] {
      let task = TaskID(job: JobID(1), stage: 0, partition: partition)
      let failure = TaskFailure(kind: kind, errorType: "", message: "", end: AttemptEnd(cpuMicroseconds: 10))
      collector.add(ExhaustedTask(attempt: TaskAttempt(task: task, number: 0), attempts: 1, failure: failure))
    }
    let outcomes = collector.finish()
    #expect((0..<4).map { outcomes[$0] } == [.failed(.outOfMemory), .unfinished, .failed(.permanent), .succeeded])
    #expect(outcomes.failedPartitions == [0, 2])
    #expect(outcomes.failedCount == 2 && outcomes.succeededCount == 1)
    #expect(outcomes.use.cpuMicroseconds == 23 && outcomes.use.outputBytes == 7)
  }
}
