import CroftDataset
import CroftLinux
import CroftProtocol
import Testing

@testable import CroftExecutor

@Suite struct WorkplaceTests {
  @Test func aTaskIsRunWithItsOwnInputs() throws {
    try TaskTrial.with { trial in
      let batch = try trial.batch(Failing(), slices: [4..<10, 5..<8])
      let workplace = try Workplace(for: batch, trial.resources)
      for attempt in batch.attempts {
        let success = try workplace.run(attempt, batch.inputs(of: attempt.task.partition))
        #expect(success.attempt == attempt)
        guard case .inline(let bytes) = success.result else { throw UnexpectedAnswer() }
        #expect(try decodeCount(bytes) == (attempt.task.partition == 0 ? 6 : 3))
      }
    }
  }

  @Test func itServesTheTasksOfItsStageAlone() throws {
    try TaskTrial.with { trial in
      let batch = try trial.batch(Remainders(divisor: 3), slices: [0..<10])
      let workplace = try Workplace(for: batch, trial.resources)
      #expect(workplace.serves(batch))
      #expect(workplace.serves(try trial.batch(of: batch.job, slices: [10..<20])))
      #expect(!workplace.serves(try trial.batch(of: batch.job, stage: 1, slices: [10..<20])))
      #expect(!workplace.serves(try trial.batch(Remainders(divisor: 3), slices: [0..<10])))
    }
  }

  @Test func aResultThatIsTooLargeForAFrameBecomesAFile() throws {
    try TaskTrial.with { trial in
      let bytes = TaskChannel.maximumInlineResultBytes
      let batch = try trial.batch(LongText(bytes: bytes), slices: [0..<1])
      let success = try Workplace(for: batch, trial.resources).run(batch.attempts[0], batch.inputs(of: 0))
      guard case .file(let name) = success.result else { throw UnexpectedAnswer() }
      let file = try BlockFileInput(path: batch.job.paths.result(named: name))
      #expect(try file.block(0).count > bytes)
    }
  }

  @Test func aStageThatTheJobDoesNotHaveIsMalformed() throws {
    try TaskTrial.with { trial in
      let batch = try trial.batch(Failing(), stage: 1, slices: [0..<1])
      #expect(throws: MalformedBytes.self) { try Workplace(for: batch, trial.resources) }
    }
  }

  @Test func nothingIsComputedForAJobThatHasEnded() throws {
    try TaskTrial.with { trial in
      let batch = try trial.batch(Failing(), slices: [4..<10])
      let workplace = try Workplace(for: batch, trial.resources)
      batch.job.cancel()
      #expect(throws: TaskCancelled.self) { try workplace.run(batch.attempts[0], batch.inputs(of: 0)) }
    }
  }
}
