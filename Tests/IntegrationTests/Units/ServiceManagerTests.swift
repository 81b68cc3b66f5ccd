import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// What croftd and its service manager tell each other.
  @Suite struct ServiceManagerTests {
    @Test func theStatusFollowsTheFarm() async throws {
      try await TemporaryDirectory.with { directory in
        let socket = try NotifySocket("\(directory)/notify")
        try await PrivateManager.with(cores: 2, memoryBytes: 1 << 30, environment: notifying(socket)) { manager in
          let ready = try socket.nextMessage()
          #expect(ready == "READY=1\nSTATUS=0 applications, 0 executors, 2 of 2 cores and 1 of 1 GiB free")
          try await GatedJob.with(on: manager) { job in
            _ = try socket.message(
              withLine: "STATUS=1 application, 2 executors, 0 of 2 cores and 0.9 of 1 GiB free")
            _ = try await job.finish()
          }
          _ = try socket.message(withLine: "STATUS=0 applications, 0 executors, 2 of 2 cores and 1 of 1 GiB free")
          try manager.process.signal(SIGTERM)
          let stopping = try socket.message(withLine: "STOPPING=1")
          #expect(stopping.contains("STATUS=Stopping: 0 applications"))
        }
      }
    }

    @Test func aReloadIsToldFromItsBeginningToItsEnd() async throws {
      try await TemporaryDirectory.with { directory in
        let socket = try NotifySocket("\(directory)/notify")
        let configuration = "[Manager]\nCores=1\n"
        try await PrivateManager.with(configuration: configuration, environment: notifying(socket)) { manager in
          _ = try socket.message(withLine: "READY=1")
          try manager.configure("[Manager]\nCores=2\nMemory=1G\n")
          let before = MonotonicTime.nowNanoseconds / 1_000
          try manager.process.signal(SIGHUP)
          let reloading = try socket.message(withLine: "RELOADING=1")
          let time = reloading.split(separator: "\n").first { $0.hasPrefix("MONOTONIC_USEC=") }
          #expect(time.flatMap { UInt64($0.dropFirst("MONOTONIC_USEC=".count)) } ?? 0 >= before)
          let ready = try socket.message(withLine: "READY=1")
          #expect(ready.contains("2 of 2 cores and 1 of 1 GiB free"))
        }
      }
    }

    @Test func aDrainAsksForTime() async throws {
      try await TemporaryDirectory.with { directory in
        let socket = try NotifySocket("\(directory)/notify")
        let configuration = "[Manager]\nStopMode=drain\n"
        try await PrivateManager.with(cores: 2, configuration: configuration, environment: notifying(socket)) {
          manager in
          try await GatedJob.with(on: manager) { job in
            try manager.process.signal(SIGTERM)
            let stopping = try socket.message(withLine: "STOPPING=1")
            #expect(stopping.contains("STATUS=Draining: 1 application, 2 executors"))
            _ = try socket.message(withLine: "EXTEND_TIMEOUT_USEC=30000000")
            _ = try await job.finish()
          }
        }
      }
    }

    @Test func theLoopGivesSignsOfLife() async throws {
      try await TemporaryDirectory.with { directory in
        let socket = try NotifySocket("\(directory)/notify")
        let environment = notifying(socket).merging(["WATCHDOG_USEC": "200000", "WATCHDOG_PID": nil]) { $1 }
        try await PrivateManager.with(cores: 1, environment: environment) { manager in
          _ = try socket.message(withLine: "READY=1")
          for _ in 1...3 { #expect(try socket.nextMessage() == "WATCHDOG=1") }
        }
      }
    }

    @Test func aFailedStartIsTold() async throws {
      try await TemporaryDirectory.with { directory in
        let socket = try NotifySocket("\(directory)/notify")
        let result = try await ChildProcess.run(
          ProgramFinder.path(of: "croftd"),
          ["--socket", "\(directory)/s", "--state", "\(directory)/state", "--pool", "\(directory)/pool"],
          environment: notifying(socket))
        #expect(result.exit == .exited(code: 1))
        let message = try socket.nextMessage()
        #expect(message.hasPrefix("ERRNO=\(ENOENT)\nSTATUS=It can't start: use the pool \(directory)/pool"))
        #expect(result.standardError.contains("does croft-pool.service run?"))
      }
    }

    private func notifying(_ socket: NotifySocket) -> [String: String?] { ["NOTIFY_SOCKET": socket.path] }
  }
}
