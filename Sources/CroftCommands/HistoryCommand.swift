import ArgumentParser
import CroftDriver
import CroftProtocol

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Lists what ran on the farm: applications, their executors, jobs, stages and attempts.",
    discussion: """
      A user sees their own; root, the manager's user and administrators see everyone's. How long it is kept is \
      configured in croftd.conf(5).

      EXAMPLES:
        The last applications, the newest first:
          croft history
        The jobs of application 7, the stages of its job 2, the attempts in stage 0 of that:
          croft history 7
          croft history 7 --job 2
          croft history 7 --job 2 --stage 0
        The executors that application 7 had, and what they used:
          croft history 7 --executors
      """)

  @Argument(help: ArgumentHelp("Only this application, in more detail.", valueName: "application"))
  var application: Int?

  @Option(help: ArgumentHelp("A job of the application.", valueName: "number"))
  var job: Int?

  @Option(help: ArgumentHelp("A stage of the job.", valueName: "number"))
  var stage: Int?

  @Flag(help: "The application's executors instead of its jobs.")
  var executors = false

  @Option(help: ArgumentHelp("How many lines at most, up to 1000.", valueName: "count"))
  var limit = 100

  @Option(help: ArgumentHelp("Go on after this one: the \"next\" of an earlier answer.", valueName: "number"))
  var after: Int?

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...1000).contains(limit) else { throw ValidationError("--limit takes 1 to 1000, not \(limit).") }
    if job != nil, application == nil { throw ValidationError("--job needs the application it belongs to.") }
    if stage != nil, job == nil { throw ValidationError("--stage needs --job.") }
    if executors, application == nil || job != nil {
      throw ValidationError("--executors needs an application, and no job.")
    }
  }

  func run() throws {
    let client = try manager.connect()
    guard let application else {
      return try write(client.call(ListPastApplications(after: after, limit: limit)), PastApplicationsReport.init)
    }
    if executors {
      return try write(
        client.call(ListPastExecutors(application: application, after: after, limit: limit)),
        PastExecutorsReport.init)
    }
    guard let job else {
      return try write(
        client.call(ListJobs(application: application, after: after, limit: limit)), JobsReport.init)
    }
    guard let stage else {
      return try write(
        client.call(ListStages(application: application, job: job, after: after, limit: limit)), StagesReport.init)
    }
    try write(
      client.call(ListAttempts(application: application, job: job, stage: stage, after: after, limit: limit)),
      AttemptsReport.init)
  }

  private func write<Element, Written: Report>(
    _ reply: HistoryReply<Element>, _ report: (HistoryReply<Element>) -> Written
  ) throws {
    try output.write(report(reply))
    if let next = reply.next, !output.json { StandardError.warn("there are more: --after \(next)") }
  }
}
