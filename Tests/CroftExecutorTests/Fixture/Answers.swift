import CroftDataset
import CroftProtocol

/// An executor's answer that the test can't go on with.
struct UnexpectedAnswer: Error {
  var frame: ExecutorFrame?
}

func success(_ frame: ExecutorFrame?) throws -> TaskSuccess {
  guard case .succeeded(let successes) = frame else { throw UnexpectedAnswer(frame: frame) }
  var all: [TaskSuccess] = []
  try successes.decodeEach { all.append($0) }
  guard all.count == 1 else { throw UnexpectedAnswer(frame: frame) }
  return all[0]
}

func failure(_ frame: ExecutorFrame?, of attempt: TaskAttempt) throws -> TaskFailure {
  guard case .failed(attempt, let failure) = frame else { throw UnexpectedAnswer(frame: frame) }
  return failure
}

/// The pairs in a task's collected result.
func decodePairs(_ bytes: ArraySlice<UInt8>) throws -> [(Int, Int)] {
  let codec = try RecordCodec<(Int, Int)>()
  return try bytes.withUnsafeBytes { bytes in
    var reader = ByteReader(bytes)
    var pairs: [(Int, Int)] = []
    while !reader.isAtEnd { pairs.append(try codec.decode(from: &reader)) }
    return pairs
  }
}
