import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc

// Applications that the manager runs, in the storm: their drivers are killed, and yet they survive.
extension Storm {
  static let detachedName = "detached"
  private static let lines = 1000

  /// Submits one after another, and kills the driver of each once.
  func surviveDetached(_ random: SeededRandom) async throws {
    var random = random
    var number = 0
    while !isOver {
      number += 1
      let output = "\(outputs)/\(number)"
      guard let id = try await submitDetached(writingTo: output) else { continue }
      // A manager that is well doesn't end by itself.
      _ = try? await manager.process.waitForExit(timeoutSeconds: random.seconds(upTo: 0.4))
      if strikeDriver(ofApplication: id) { tally.change { $0.detachedDrivers += 1 } }
      let isWritten = try await isWritten(output)
      tally.change { tally in
        if isWritten { tally.rightAnswers += 1 } else { tally.wrongs.append("detached application \(id): no output") }
      }
    }
  }

  /// nil where there was no manager to take it.
  private func submitDetached(writingTo output: String) async throws -> Int? {
    let program = [
      ProgramFinder.path(of: "trialjobs"), "save", "--count", "\(Self.lines)", "--partitions", "4",
      "--directory", output, "--executors", "2", "--executor-cores", "1", "--executor-memory", "64M",
    ]
    let result = try await CroftTool.run(
      ["run", "--detach", "--name", Self.detachedName, "--"] + program, on: manager,
      environment: Trial.environment.merging(["XDG_STATE_HOME": state, "CROFT_MASTER": manager.masterURL]) { $1 })
    if result.succeeded, let id = Int(result.standardOutput.dropLast()) { return id }
    tally.change { tally in
      if Self.foundNoManager(result) {
        tally.unregistered += 1
      } else {
        tally.wrongs.append("submission: \(result.exit) \(result.standardError)")
      }
    }
    return nil
  }

  /// False where there is none to be found at the moment.
  private func strikeDriver(ofApplication id: Int) -> Bool {
    let applications = (try? manager.client().call(ListApplications()))?.applications ?? []
    guard let application = applications.first(where: { $0.id == id }) else { return false }
    let driver = ProcessView(application.processID)
    // The number could mean another process by now.
    guard driver.environment("CROFT_APPLICATION_SECRET") != nil, driver.name == "trialjobs" else { return false }
    return kill(pid_t(driver.processID), SIGKILL) == 0
  }

  /// Waits until all of it is there.
  private func isWritten(_ output: String) async throws -> Bool {
    let name = String(output.dropFirst(outputs.utf8.count + 1))
    guard try await Waiting.forNames(in: outputs, timeoutSeconds: 30, until: { $0.contains(name) }),
      try await Waiting.forNames(in: output, timeoutSeconds: 30, until: { $0.contains("_SUCCESS") })
    else { return false }
    return try TestDirectory.text(of: output) == (0..<Self.lines).map { "line \($0)\n" }.joined()
  }
}
