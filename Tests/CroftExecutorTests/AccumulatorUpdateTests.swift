import CroftDataset
import CroftProtocol
import Testing

/// What a task's success says of accumulators.
@Suite(.timeLimit(.minutes(1))) struct AccumulatorUpdateTests {
  @Test func whatATaskAddedComesWithItsSuccess() throws {
    try TestDriver.with { driver in
      let job = TappedNumbers()
      try driver.send(.job(try JobDefinition(job, scratch: driver.scratch)), .run(TaskAttempt(0), over: 0..<100))
      let success = try success(driver.receiveAnswer())
      var values = try AccumulatorValues(of: StageGraph(endingAt: job.body.lineage, choices: []))
      try values.add(success.accumulators)
      #expect(values[TappedNumbers.even] == 50)
      #expect(values[TappedNumbers.largest] == 99)
    }
  }
}
