import CroftTesting
import Testing

@testable import CroftProtocol

@Suite struct AttemptBatchTests {
  /// As a driver would report them: in the order of their starts, on a few executors, few failures.
  private func attempts(_ count: Int, seed: UInt64, withEnds: Bool = false) -> [AttemptRecord] {
    var random = SeededRandom(seed: seed)
    var start = 1_790_000_000_000
    return (0..<count).map { partition in
      start += random.below(3)
      let hasFailed = random.isOne(in: 200)
      return AttemptRecord(
        partition: UInt32(partition), number: hasFailed ? 1 : 0, executor: UInt32(1 + random.below(8)),
        startMilliseconds: start, durationMicroseconds: UInt64(500 + random.below(200_000)),
        outcome: hasFailed ? .failed : .succeeded, error: hasFailed ? "it failed \(random.below(3))" : nil,
        end: withEnds ? end(hasFailed: hasFailed, &random) : nil)
    }
  }

  /// As a command would leave it.
  private func end(hasFailed: Bool, _ random: inout SeededRandom) -> AttemptEnd {
    AttemptEnd(
      exitCode: hasFailed ? 1 : 0, cpuMicroseconds: UInt64(random.below(200_000)),
      memoryPeakBytes: UInt64(random.below(64 << 8)) << 12, outputBytes: UInt64(random.below(10_000)))
  }

  private func batch(_ attempts: [AttemptRecord]) -> AttemptBatch {
    AttemptBatch(job: JobID(7), stage: 3, attempts: attempts)
  }

  @Test(arguments: [0, 1, 2, 100, AttemptBatch.maximumAttempts])
  func whatIsPackedComesBack(count: Int) throws {
    let batch = batch(attempts(count, seed: UInt64(count)))
    #expect(try AttemptBatch(decoding: batch.encoded()) == batch)
  }

  @Test(arguments: [1, 2, 100, AttemptBatch.maximumAttempts])
  func howCommandsEndedComesBack(count: Int) throws {
    let batch = batch(attempts(count, seed: UInt64(count), withEnds: true))
    let bytes = batch.encoded()
    #expect(bytes.first == 2)
    #expect(try AttemptBatch(decoding: bytes) == batch)
  }

  /// Each part of an end is there or not, and is small or large.
  @Test func everyKindOfEndComesBack() throws {
    let ends = (0..<64).map { parts in
      AttemptEnd(
        exitCode: parts & 1 == 0 ? nil : 255, signal: parts & 2 == 0 ? nil : 9,
        cpuMicroseconds: parts & 4 == 0 ? nil : .max, memoryPeakBytes: parts & 8 == 0 ? nil : .max,
        outputBytes: parts & 16 == 0 ? nil : parts & 32 == 0 ? 0 : .max)
    }
    var some = attempts(130, seed: 8)
    for (place, end) in ends.enumerated() { some[place * 2].end = end }
    #expect(try AttemptBatch(decoding: batch(some).encoded()) == batch(some))
  }

  @Test func aBatchWithoutEndsIsWrittenAsItAlwaysWas() throws {
    #expect(batch(attempts(100, seed: 9)).encoded().first == 1)
    // Version 1, as databases hold it: job 7, stage 3, partition 5, attempt 1, executor 2, failed with "no".
    let old: [UInt8] = [1, 7, 3, 1, 10, 4, 16, 9, 9, 1, 1, 2, 110, 111, 1]
    let attempt = AttemptRecord(
      partition: 5, number: 1, executor: 2, startMilliseconds: 8, durationMicroseconds: 9, outcome: .failed,
      error: "no")
    #expect(try AttemptBatch(decoding: old) == batch([attempt]))
    #expect(batch([attempt]).encoded() == old)
  }

  @Test func aCommandsEndTakesAboutTenBytes() {
    let bytes = batch(attempts(4096, seed: 1, withEnds: true)).encoded().count
    #expect((14 * 4096...20 * 4096).contains(bytes), "\(bytes)")
  }

  @Test(arguments: [2, 62, 64, 65, 255] as [UInt8])
  func partsOfNoEndAreRefused(parts: UInt8) {
    let bytes: [UInt8] = [2, 7, 3, 1, 10, 4, 16, 9, 8, 1, 0, parts] + Array(repeating: 0, count: 40)
    #expect(throws: MalformedBytes("\(parts) as the parts of an end")) { try AttemptBatch(decoding: bytes) }
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

  @Test(arguments: [false, true])
  func everyShorterPieceIsRefused(withEnds: Bool) {
    let bytes = batch(attempts(20, seed: 3, withEnds: withEnds)).encoded()
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
    #expect(throws: MalformedBytes("a batch of attempts of version 3")) { try AttemptBatch(decoding: [3, 0, 0, 0]) }
  }

  /// Damage gives an error or other attempts, within the bounds, and packs again to what reads the same.
  @Test(arguments: [false, true])
  func randomDamageNeverTraps(withEnds: Bool) throws {
    var random = SeededRandom(seed: 4)
    let whole = batch(attempts(50, seed: 5, withEnds: withEnds)).encoded()
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
    for _ in 0..<20_000 { _ = try? AttemptBatch(decoding: [UInt8(1 + random.below(2))] + random.bytes(upTo: 60)) }
  }
}
