import CroftProtocol
import Testing

@testable import CroftManager

/// What executors use now, as it is listed.
@Suite struct CurrentUsageTests {
  @Test func aRunningExecutorsTimeAndMemoryAreListed() throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      _ = try driver.request(1)
      let executor = try driver.nextGrant()
      #expect(try executor.ask("s").hasPrefix("trial"))
      let client = try TestClient(manager)
      let summary = try #require(try client.call(ListExecutors()).executors.first)
      #expect((summary.cpuMicroseconds ?? -1) >= 0)
      #expect((summary.memoryBytes ?? 0) > 0)
      // Whoever asks again at once sees the same.
      let again = try #require(try client.call(ListExecutors(application: driver.id)).executors.first)
      #expect((again.cpuMicroseconds ?? -1) >= summary.cpuMicroseconds ?? 0)
    }
  }

  @Test func anAdoptedExecutorsUsageIsListedToo() throws {
    try withTemporaryDirectory { directory in
      let first = try RunningManager(directory: directory, Resources(cores: 4, memoryBytes: 8 << 30))
      let driver = try TestApplication(first)
      _ = try driver.request(1)
      let executor = try driver.nextGrant()
      let next = try first.restarted()
      defer { next.stop() }
      let back = try driver.resume(next, holding: [executor.grant.executor])
      let summary = try #require(try back.calls.call(ListExecutors()).executors.first)
      #expect(summary.cpuMicroseconds != nil)
      #expect((summary.memoryBytes ?? 0) > 0)
    }
  }
}
