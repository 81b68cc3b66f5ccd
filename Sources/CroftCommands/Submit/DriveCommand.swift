import ArgumentParser
import Croft
import CroftDriver
import CroftLinux
import CroftSubmission
import Glibc

/// The driver of a job that was handed to the manager; the manager starts it, and starts it again when it fails.
struct DriveCommand: AsyncParsableCommand {
  static let name = "drive"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Runs a stored job, for the manager.", shouldDisplay: false)

  @Argument(help: ArgumentHelp("The stored job.", valueName: "key"))
  var key: String

  @Option(help: ArgumentHelp("Which retry of the job this is.", valueName: "number"))
  var retry = 0

  func run() async throws {
    let outcome = await drive()
    if let problem = outcome.problem { StandardError.warn(problem) }
    StandardError.warn(outcome.summary)
    throw ExitCode(outcome.exitStatus)
  }

  private func drive() async -> SubmissionOutcome {
    do {
      let interruption = try Interruption()
      let store = try SubmissionStore()
      let submission = try store.submission(key).submission
      let master = try ManagerDiscovery().master(requested: nil)
      let presentation = SubmissionDriver.Presentation(.inJournal, showsProgress: false)
      // Somebody who retries a job doesn't want it to wait for the others once more.
      let predecessors = Predecessors(retry == 0 ? submission.after : [], on: master)
      return await SubmissionDriver(
        submission, stored: (key, store), retryNumber: retry, on: master, presentation, interruption,
        prepare: { try predecessors.wait() }
      ).run()
    } catch {
      return SubmissionOutcome(end: .failed, problem: "\(error)")
    }
  }
}
