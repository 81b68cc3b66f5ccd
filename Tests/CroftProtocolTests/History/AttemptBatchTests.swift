import CroftTesting
import Testing

@testable import CroftProtocol

@Suite struct AttemptBatchTests {
  /// As a driver would report them: in the order of their starts, on a few executors, few failures.
  private func attempts(_ count: Int, seed: UInt64) -> [AttemptRecord] {
    var random = SeededRandom(seed: seed)
    var start = 1_790_000_000_000
    return (0..<count).map { partition in
      start += random.below(3)
      let hasFailed = random.isOne(in: 200)
      return AttemptRecord(
        partition: UInt32(partition), number: hasFailed ? 1 : 0, executor: UInt32(1 + random.below(8)),
        startMilliseconds: start, durationMicroseconds: UInt64(500 + random.below(200_000)),
        outcome: hasFailed ? .failed : .succeeded, error: hasFailed ? "it failed \(random.below(3))" : nil)
    }
  }

  private func batch(_ attempts: [AttemptRecord]) -> AttemptBatch {
    AttemptBatch(job: JobID(7), stage: 3, attempts: attempts)
  }

  @Test(arguments: [0, 1, 2, 100, AttemptBatch.maximumAttempts])
  func whatIsPackedComesBack(count: Int) throws {
    let batch = batch(attempts(count, seed: UInt64(count)))
    #expect(try AttemptBatch(decoding: batch.encoded()) == batch)
  }

  @Test func extremesComeBack() throws {
    let extremes = [Int.min, -1, 0, 1, .max].flatMap { start in
      AttemptOutcome.allCases.map { outcome in
        AttemptRecord(
          partition: start < 0 ? 0 : .max, number: .max, executor: start == 0 ? 0 : .max, startMilliseconds: start,
          durationMicroseconds: .max, outcome: outcome, error: outcome == .succeeded ? nil : "")
      }
    }
    #expect(try AttemptBatch(decoding: batch(extremes).encoded()) == batch(extremes))
  }

  @Test func anAttemptTakesAboutSevenBytes() {
    let bytes = batch(attempts(4096, seed: 1)).encoded().count
    #expect((5 * 4096...8 * 4096).contains(bytes))
  }

  @Test func longErrorsAreCutAtAWholeCharacter() throws {
    var attempt = attempts(1, seed: 2)[0]
    attempt.outcome = .failed
    attempt.error = "a" + String(repeating: "ä", count: AttemptBatch.maximumErrorBytes)
    let back = try AttemptBatch(decoding: batch([attempt]).encoded())
    #expect(back.attempts.first?.error == "a" + String(repeating: "ä", count: AttemptBatch.maximumErrorBytes / 2 - 1))
  }

  @Test func errorsBeyondTheTableAreLeftOut() throws {
    let failed = (0..<AttemptBatch.maximumErrors + 10).map { index in
      AttemptRecord(
        partition: UInt32(index), number: 0, executor: 1, startMilliseconds: 0, durationMicroseconds: 1,
        outcome: .failed, error: "error \(index)")
    }
    let errors = try AttemptBatch(decoding: batch(failed).encoded()).attempts.map(\.error)
    #expect(errors.prefix(AttemptBatch.maximumErrors).allSatisfy { $0 != nil })
    #expect(errors.dropFirst(AttemptBatch.maximumErrors).allSatisfy { $0 == nil })
  }

  @Test func everyShorterPieceIsRefused() {
    let bytes = batch(attempts(20, seed: 3)).encoded()
    for length in 0..<bytes.count {
      #expect(throws: MalformedBytes.self) { try AttemptBatch(decoding: Array(bytes.prefix(length))) }
    }
    #expect(throws: MalformedBytes("1 bytes after a batch of attempts")) { try AttemptBatch(decoding: bytes + [0]) }
  }

  @Test func moreThanIsAllowedIsRefused() {
    var bytes: [UInt8] = [1, 0, 0]
    bytes += [0x81, 0x40]  // 8193
    bytes += Array(repeating: 0, count: 4 * 8193 + 10)
    #expect(throws: MalformedBytes("a batch of 8193 attempts, where at most 8192 are allowed")) {
      try AttemptBatch(decoding: bytes)
    }
    #expect(throws: MalformedBytes.self) {
      try AttemptBatch(decoding: Array(repeating: 1, count: AttemptBatch.maximumBytes + 1))
    }
  }

  @Test func anotherVersionIsNamed() {
    #expect(throws: MalformedBytes("a batch of attempts of version 2")) { try AttemptBatch(decoding: [2, 0, 0, 0]) }
  }

  /// Damage gives an error or other attempts, within the bounds, and packs again to what reads the same.
  @Test func randomDamageNeverTraps() throws {
    var random = SeededRandom(seed: 4)
    let whole = batch(attempts(50, seed: 5)).encoded()
    var readable = 0
    for _ in 0..<20_000 {
      var bytes = whole
      for _ in 0...random.below(3) { bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next()) }
      guard let batch = try? AttemptBatch(decoding: bytes) else { continue }
      readable += 1
      #expect(try AttemptBatch(decoding: batch.encoded()) == batch)
    }
    #expect(readable > 0)
  }

  @Test func randomBytesNeverTrap() {
    var random = SeededRandom(seed: 6)
    for _ in 0..<20_000 { _ = try? AttemptBatch(decoding: [1] + random.bytes(upTo: 60)) }
  }
}
