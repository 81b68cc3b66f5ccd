import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc

/// Applications one after another, some of which are to survive, and somebody who kills.
struct Storm: Sendable {
  let manager: PrivateManager
  let tally = SharedTally()
  private let input: String
  /// Where detached applications write, and where they keep what they need when they are started again.
  let outputs: String
  let state: String
  private let endNanoseconds: UInt64

  /// - Parameter directory: an empty one, for the applications' files.
  init(_ manager: PrivateManager, directory: String, seconds: Double) throws {
    self.manager = manager
    input = "\(directory)/words"
    outputs = "\(directory)/outputs"
    state = "\(directory)/state"
    endNanoseconds = MonotonicTime.nowNanoseconds + UInt64(seconds * 1e9)
    try FileSystem.createDirectory(outputs, mode: 0o700)
    try TestFile.write(String(repeating: "storm wind rain wind\n", count: 20_000), to: input)
  }

  var isOver: Bool { MonotonicTime.nowNanoseconds >= endNanoseconds }

  /// Returns when the last application has ended.
  func rage(seed: UInt64) async throws -> StormTally {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for survivor in StormWork.allCases { group.addTask { try await survive(survivor) } }
      group.addTask { try await surviveDetached(SeededRandom(seed: seed &+ 1)) }
      group.addTask { try await strikeDrivers(SeededRandom(seed: seed)) }
      group.addTask { try await strikeOthers(SeededRandom(seed: ~seed)) }
      try await group.waitForAll()
    }
    return tally.value
  }

  // MARK: - Survivors

  private func survive(_ work: StormWork) async throws {
    while !isOver {
      let result = try await Trial.start(
        work.arguments(input: input), on: manager.masterURL, executors: "2"
      ).result(timeoutSeconds: 60)
      tally.change { tally in
        if result.succeeded, result.standardOutput == work.answer {
          tally.rightAnswers += 1
        } else if Self.foundNoManager(result) {
          tally.unregistered += 1
        } else {
          tally.wrongs.append("\(work): \(result.exit) \(result.standardOutput) \(result.standardError)")
        }
      }
    }
  }

  /// It came between two managers, or its manager died as it came, and it said just that.
  static func foundNoManager(_ result: ProgramResult) -> Bool {
    let lines = result.standardError.split(separator: "\n")
    let reasons = ["no manager answers", "closed the connection"]
    return lines.count == 1 && result.exit == .exited(code: 1) && reasons.contains { lines[0].contains($0) }
  }

  // MARK: - Strikes

  /// Kills drivers of a job that has no end.
  private func strikeDrivers(_ random: SeededRandom) async throws {
    var random = random
    while !isOver {
      let driver = try Trial.start(["endless"], on: manager.masterURL, executors: "1", output: .discarded)
      // The moment is random from its start to its work.
      _ = try? await driver.waitForExit(timeoutSeconds: random.seconds(upTo: 0.6))
      guard (try? driver.signal(SIGKILL)) != nil else { continue }
      tally.change { $0.drivers += 1 }
      _ = try await driver.waitForExit()
    }
  }

  private func strikeOthers(_ random: SeededRandom) async throws {
    var random = random
    var strikes: [Int: Int] = [:]
    while !isOver {
      // A manager that is well doesn't end by itself.
      if let end = try? await manager.process.waitForExit(timeoutSeconds: random.seconds(upTo: 0.5)) {
        let lines = manager.process.standardError.suffix(8000)
        tally.change { $0.wrongs.append("the manager ended by itself: \(end) \(lines)") }
        try await manager.start()
      }
      if random.isOne(in: 4) { try await strikeManager() } else { try strikeExecutor(&random, &strikes) }
    }
  }

  private func strikeManager() async throws {
    try await manager.kill()
    try await manager.start()
    tally.change { $0.managers += 1 }
  }

  /// - Parameter strikes: For each application, how many executors of it were killed. A task that takes three with it
  ///   fails its job, as it should.
  private func strikeExecutor(_ random: inout SeededRandom, _ strikes: inout [Int: Int]) throws {
    let executors = try manager.client().call(ListExecutors()).executors.filter {
      strikes[$0.application, default: 0] < 2
    }
    guard !executors.isEmpty else { return }
    // The number could mean another process by now, but for its name.
    let chosen = random.below(executors.count)
    let executor = ProcessView(executors[chosen].processID)
    guard executor.name == "croft-executor", kill(pid_t(executor.processID), SIGKILL) == 0 else { return }
    strikes[executors[chosen].application, default: 0] += 1
    tally.change { $0.executors += 1 }
  }
}

extension SeededRandom {
  mutating func seconds(upTo limit: Double) -> Double { Double(below(1000)) / 1000 * limit }
}
