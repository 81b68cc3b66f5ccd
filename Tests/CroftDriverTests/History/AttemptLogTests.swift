import CroftProtocol
import Testing

@testable import CroftDriver

@Suite struct AttemptLogTests {
  /// - Parameter hasEnd: whether it is a command's, whose numbers take all the room that there is for them.
  private static func attempt(_ partition: Int, error: String? = nil, hasEnd: Bool = false) -> AttemptRecord {
    AttemptRecord(
      partition: UInt32(partition), number: 0, executor: 1, startMilliseconds: 1_790_000_000_000 + partition,
      durationMicroseconds: 1000, outcome: error == nil ? .succeeded : .failed, error: error,
      end: hasEnd
        ? AttemptEnd(exitCode: 1, signal: 9, cpuMicroseconds: .max, memoryPeakBytes: .max, outputBytes: .max) : nil)
  }

  @Test func attemptsOfAStageComeTogetherHoweverTheyCome() {
    var log = AttemptLog()
    for partition in 0..<6 {
      #expect(log.append(Self.attempt(partition), job: JobID(1), stage: UInt16(partition % 2)) == nil)
    }
    let batches = log.takeAll().sorted { $0.stage < $1.stage }
    #expect(batches.map(\.stage) == [0, 1])
    #expect(batches.map { $0.attempts.map(\.partition) } == [[0, 2, 4], [1, 3, 5]])
    #expect(log.isEmpty)
  }

  @Test(arguments: [nil, "x", String(repeating: "é", count: 300)], [false, true])
  func aFullBatchFitsIntoACall(error: String?, hasEnd: Bool) throws {
    var log = AttemptLog()
    var full: AttemptBatch?
    var count = 0
    while full == nil {
      let text = error.map { "\(count) \($0)" }
      full = log.append(Self.attempt(count, error: text, hasEnd: hasEnd), job: JobID(1), stage: 0)
      count += 1
    }
    let batch = try #require(full)
    #expect(batch.attempts.count == count)
    #expect(Base64.encode(batch.encoded()).utf8.count <= 56_000)
    #expect(log.isEmpty)
  }
}
