import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftExecutor

@Suite struct SlotTests {
  @Test func tasksOfSeveralJobsAreAnsweredInTheirOrder() throws {
    try TaskTrial.with { trial in
      let first = try trial.batch(Failing(), slices: [4..<10, 5..<8])
      let second = try trial.batch(TappedNumbers(), id: 2, slices: [0..<10])
      let answers = try trial.answers(to: [first, second])
      #expect(try answers.map { try success($0).attempt } == Array(first.attempts) + Array(second.attempts))
      #expect(try answers.allSatisfy { try success($0).runNanoseconds > 0 })
      #expect(try success(answers[2]).accumulators.count == 2)
    }
  }

  @Test func aFailureDoesNotKeepTheNextTaskFromRunning() throws {
    try TaskTrial.with { trial in
      let batch = try trial.batch(Failing(), slices: [0..<10, 4..<10])
      let answers = try trial.answers(to: [batch])
      #expect(try failure(answers[0], of: batch.attempts[0]).kind == .userError)
      #expect(try success(answers[1]).attempt == batch.attempts[1])
    }
  }

  @Test func anErrorIsClassedByItsType() throws {
    let classes: [(ThrownError.Kind, TaskFailure.Kind)] = [
      (.own, .userError), (.malformedRecord, .permanent), (.missingFile, .environment),
      (.fullDisk, .diskFull), (.usedUpQuota, .diskFull), (.malformedBytes, .environment), (.cancelled, .cancelled),
    ]
    for (thrown, kind) in classes {
      try TaskTrial.with { trial in
        let batch = try trial.batch(ThrownError(kind: thrown), slices: [0..<1])
        #expect(try failure(trial.answers(to: [batch])[0], of: batch.attempts[0]).kind == kind)
      }
    }
  }
}

/// Fails as it is told.
struct ThrownError: Job {
  enum Kind: String, Codable {
    case own, malformedRecord, missingFile, fullDisk, usedUpQuota, malformedBytes, cancelled
  }

  struct OwnError: Error {}

  var kind: Kind
  var body: Action<Int> {
    let kind = kind
    return Dataset.range(0..<1).map { (_: Int) throws -> Int in throw Self.error(kind) }.count()
  }

  private static func error(_ kind: Kind) -> any Error {
    switch kind {
    case .own: OwnError()
    case .malformedRecord: CSVError(file: "a.csv", position: 0, problem: "a quote is never closed")
    case .missingFile: SystemError("open", errno: ENOENT, subject: "a.csv")
    case .fullDisk: SystemError("write", errno: ENOSPC, subject: "a.csv")
    case .usedUpQuota: SystemError("write", errno: EDQUOT, subject: "a.csv")
    case .malformedBytes: MalformedBytes("nonsense")
    case .cancelled: TaskCancelled()
    }
  }
}
