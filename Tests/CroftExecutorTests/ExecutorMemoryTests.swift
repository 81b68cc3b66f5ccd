import CroftDataset
import CroftProtocol
import Testing

@Suite(.timeLimit(.minutes(1))) struct ExecutorMemoryTests {
  @Test func theKernelsWarningDrivesOutWhatIsCached() throws {
    try LimitedCgroup.with { cgroup in
      try cgroup.fill(boundBytes: 900, high: 0)
      try TestDriver.with(cgroup: cgroup.group) { driver in
        try driver.send(
          .job(try JobDefinition(CachedNumbers(), scratch: driver.scratch)), .run(TaskAttempt(0), over: 0..<10))
        let place = try change(driver.receiveAnswer())
        #expect(place == .memory)
        _ = try success(driver.receiveAnswer())
        try cgroup.fill(boundBytes: 900, high: 1)
        let placeAfterwards = try change(driver.receiveAnswer())
        #expect(placeAfterwards == .nowhere)
      }
    }
  }

  /// Where the one partition is by now.
  private func change(_ frame: ExecutorFrame?) throws -> CacheChange.Place? {
    guard case .cacheChanged(let changes) = frame else { throw UnexpectedAnswer(frame: frame) }
    return changes.map(\.place).first
  }
}

/// Keeps its input in memory.
struct CachedNumbers: Job {
  var body: Action<Int> { Dataset.range(0..<10).map { $0 + 1 }.cache().count() }
}
