import CroftDriver
import CroftProtocol
import CroftTesting
import Glibc

/// What a manager costs that has nothing to do: its memory, and how often it wakes up.
struct RestCase {
  /// As long as the promise is: no wake-ups in ten seconds.
  private static let watchedSeconds: UInt32 = 10

  func measure() async throws -> BenchmarkReport {
    try await PrivateManager.with { manager in
      let process = String(manager.process.processID)
      // What the start left to do is done by the time it has answered a call. The client stays: its end is an event
      // too.
      let client = try manager.client()
      _ = try client.call(GetStatus())
      let before = try ProcessActivity.switchesOnceAsleep(process)
      // The one place where time has to pass: what is measured is that nothing happens in it.
      sleep(Self.watchedSeconds)
      var report = BenchmarkReport(.rest, runs: 1)
      report.add("residentMegabytes", Double(try ProcessMemory.bytes(of: process, "VmRSS")) / 1e6)
      report.add("watchedSeconds", Int(Self.watchedSeconds))
      report.add("wakeUps", try ProcessActivity.switches(of: process) - before)
      withExtendedLifetime(client) {}
      return report
    }
  }
}
