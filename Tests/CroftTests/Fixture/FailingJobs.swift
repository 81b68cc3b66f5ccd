import CroftDataset
import CroftDriver
import CroftProtocol

struct Unlucky: Error {}

/// What became of each task, of which every third one fails always, and the first one once.
struct Outcomes: Job {
  var count: Int

  var body: Action<[String]> {
    let numbers = Dataset.range(0..<count, partitions: count)
    return Action(
      "outcomes", of: Int.self, from: numbers.lineage, at: CallSite(#fileID, #line),
      makeCollector: { OutcomeCollector(outcomes: Array(repeating: "none", count: $0)) },
      runTask: { _, context, partition in
        if partition % 3 == 2 || partition == 0 && context.attempt.number == 0 { throw Unlucky() }
        return [UInt8(partition)]
      })
  }
}

private struct OutcomeCollector: ResultCollector {
  var outcomes: [String]

  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) { outcomes[partition] = "\(result[0])" }

  var takesFailures: Bool { true }

  mutating func add(_ failure: ExhaustedTask) {
    outcomes[Int(failure.attempt.task.partition)] =
      "\(failure.failure.kind) in \(failure.attempts): \(failure.failure.errorType)"
  }

  func finish() -> [String] { outcomes }
}
