import ArgumentParser
import CroftBatch
import CroftDriver
import CroftLinux
import CroftProtocol
import CroftSubmission
import Glibc

struct RetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Runs again what of a job did not succeed.",
    discussion: """
      The same submission becomes a new job, whose number is printed: the same commands, inputs and environment. Steps \
      and tasks that have succeeded are not run again; those that failed, or never ran, are. What an upgrade of Croft \
      has come between can't be retried, because everything would be run once more: submit it anew.

      The exit status is that of croft submit: with --wait 0 when everything has succeeded, 1 when tasks failed; 2 if \
      it could not be run.

      With --json it is {"job": NUMBER}; with --wait, what croft submit --wait --json prints.

      EXAMPLES:
        croft retry 7
        croft retry nightly --wait
      """)

  @Argument(help: .job) var job: JobReference

  @Flag(help: "Run the job from here: print what the tasks print as they end, and exit as the job ends.")
  var wait = false

  @Flag(help: "With --wait, print what the tasks print in the order of the inputs.")
  var ordered = false

  @Flag(help: .quietJob)
  var quiet = false

  @Flag(help: "Print one JSON document about the job.")
  var json = false

  @OptionGroup var manager: ManagerOptions

  func validate() throws {
    if ordered, !wait { throw ValidationError("--ordered is for --wait: nothing is printed here otherwise.") }
    if ordered, json { throw ValidationError("--json prints no task's output, so that --ordered has no meaning.") }
    if quiet, json { throw ValidationError("--quiet and --json exclude one another.") }
  }

  func run() async throws {
    do {
      let socketPath = try manager.socketPath()
      let (master, client) = (Master.manager(socketPath: socketPath), try ManagerClient(socketPath: socketPath))
      let record = try JobDirectory(client: client).record(of: job)
      let retry = try RetryableJob(record, client.call(ListApplications()).applications, socketPath: socketPath)
      guard !wait else {
        let presentation = AttachedRun.Presentation(isOrdered: ordered, isQuiet: quiet, isJSON: json)
        throw ExitCode(await AttachedRun(retry.submission, on: master, presentation, retry: retry.retry).run())
      }
      let number = try DetachedRun(retry.submission, on: master, retry: retry.retry).start()
      try SubmittedJob(job: number).tell(asJSON: json)
    } catch let error as ExitCode {
      throw error
    } catch {
      StandardError.warn("\(error)")
      throw ExitCode(SubmissionOutcome(end: .failed).exitStatus)
    }
  }
}

/// A job that is over, of which something is to be run again.
struct RetryableJob {
  let submission: Submission
  /// Where it is stored, and how often it will have been retried.
  let retry: (key: String, number: Int)

  /// - Parameters:
  ///   - running: what runs on the same manager.
  ///   - socketPath: the manager's.
  /// - Throws: ``RetryRefused``, or a `SubmissionStoreError` for what can't be read any more.
  init(_ record: ApplicationRecord, _ running: [ApplicationSummary], socketPath: String) throws {
    let job = "job \(record.id) (\(record.name.printable))"
    guard record.userID == Int(geteuid()) else {
      let owner = UserNames.name(ofUser: record.userID) ?? "user \(record.userID)"
      throw RetryRefused("\(job) is \(owner)'s: only who has submitted a job can retry it")
    }
    guard record.endedAt != nil else { throw RetryRefused.running(job, record.id) }
    let store = try SubmissionStore()
    guard let key = store.key(ofNumber: record.id, socketPath: socketPath) else {
      throw RetryRefused(
        "\(job) can't be retried: what was submitted isn't kept, because it is long ago, or was no croft submit; "
          + "submit it anew")
    }
    if let running = running.first(where: { store.key(ofNumber: $0.id, socketPath: socketPath) == key }) {
      throw RetryRefused.running("job \(running.id), a retry of \(job),", running.id)
    }
    let stored = try store.submission(key)
    guard stored.croftVersion == CroftVersion.current else {
      throw RetryRefused(
        "\(job) was run by Croft \(stored.croftVersion.printable), and this is \(CroftVersion.current): it would all "
          + "be run once more, what has succeeded too; submit it anew if it may be")
    }
    let done = try store.ledger(of: key)
    let needed = Set(stored.submission.steps.indices).subtracting(stored.submission.graph.cleanUps)
    guard !needed.isSubset(of: done?.succeeded ?? []) else {
      throw RetryRefused("\(job) has succeeded, and nothing of it is to be run again")
    }
    submission = stored.submission
    retry = (key, (done?.retryNumber ?? 0) + 1)
  }
}

/// Why a job isn't retried, and what to do instead.
struct RetryRefused: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  static func running(_ job: String, _ number: Int) -> RetryRefused {
    RetryRefused("\(job) still runs: wait for its end (croft wait \(number)), or end it (croft cancel \(number))")
  }
}
