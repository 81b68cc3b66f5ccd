import CroftProtocol

// What drivers report is theirs to say; what there can't be isn't kept, because others reckon with it.

extension JobRecord {
  /// Whether there can be such numbers.
  var isPossible: Bool {
    UInt32(exactly: number) != nil && ([stages, startedAt] + [endedAt].compactMap(\.self)).areCountable
  }
}

extension StageRecord {
  /// Whether there can be such numbers.
  var isPossible: Bool {
    let numbers = [
      tasks, failedAttempts, startedAt, inputBytes, shuffleReadBytes, shuffleWrittenBytes, spilledBytes, outputBytes,
    ]
    return UInt32(exactly: job) != nil && UInt16(exactly: number) != nil
      && (numbers + [endedAt].compactMap(\.self)).areCountable
  }
}

extension [Int] {
  /// Up to what JSON counts exactly: sums and differences of a few of them, and a thousand times one of them, are still
  /// integers.
  fileprivate var areCountable: Bool { allSatisfy { (0...1 << 53).contains($0) } }
}
