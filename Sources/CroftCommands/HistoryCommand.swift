import ArgumentParser
import CroftDriver
import CroftProtocol

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Lists what ran on the farm: jobs, their executors, steps, stages and attempts.",
    discussion: """
      A user sees their own; root, the manager's user and administrators see everyone's. How long it is kept is \
      configured in croftd.conf(5).

      croft list, show and tasks tell the same for people; here it is as the manager keeps it. A task is its partition \
      here, counted from 0, and so are attempts. With --json it is the reply of io.croft.Manager.ListPastApplications, \
      ListJobs, ListStages, ListAttempts or ListPastExecutors; a job's number is its application's id there, and what \
      is called a step here is a job. With --quiet it is the numbers of the first column.

      EXAMPLES:
        The last jobs, the newest first:
          croft history
        The steps of job 7, the stages of its step 2, the attempts in stage 0 of that:
          croft history 7
          croft history 7 --step 2
          croft history 7 --step 2 --stage 0
        The executors that job 7 had, and what they used:
          croft history 7 --executors
      """)

  @Argument(help: ArgumentHelp("Only this job, in more detail.", valueName: "job"))
  var job: JobReference?

  @Option(
    name: [.customLong("step"), .customLong("job")],
    help: ArgumentHelp("A step of the job, by its number or name.", valueName: "step"))
  var step: StepReference?

  @Option(help: ArgumentHelp("A stage of the step.", valueName: "number"))
  var stage: Int?

  @Flag(help: "The job's executors instead of its steps.")
  var executors = false

  @Option(help: ArgumentHelp("How many lines at most, up to 1000.", valueName: "count"))
  var limit = 100

  @Option(help: ArgumentHelp("Go on after this one: the \"next\" of an earlier answer.", valueName: "number"))
  var after: Int?

  @OptionGroup var manager: ManagerOptions
  @OptionGroup var listing: DatedListingOptions

  func validate() throws {
    guard (1...1000).contains(limit) else {
      throw ValidationError("--limit takes 1 to 1000, not \(limit).")
    }
    if step != nil, job == nil { throw ValidationError("--step needs the job it belongs to.") }
    if stage != nil, step == nil { throw ValidationError("--stage needs --step.") }
    if executors, job == nil || step != nil {
      throw ValidationError("--executors needs a job, and no step.")
    }
  }

  func run() throws {
    let client = try manager.connect()
    guard let application = try job.map(JobDirectory(client: client).number) else {
      return try write(client.call(ListPastApplications(after: after, limit: limit)), PastApplicationsReport.init)
    }
    if executors {
      return try write(
        client.call(ListPastExecutors(application: application, after: after, limit: limit)),
        PastExecutorsReport.init)
    }
    guard let step = try step?.number(in: application, from: client) else {
      return try write(client.call(ListJobs(application: application, after: after, limit: limit)), JobsReport.init)
    }
    guard let stage else {
      return try write(
        client.call(ListStages(application: application, job: step, after: after, limit: limit)),
        StagesReport.init)
    }
    try write(
      client.call(ListAttempts(application: application, job: step, stage: stage, after: after, limit: limit)),
      AttemptsReport.init)
  }

  private func write<Element, Written: Listing>(
    _ reply: HistoryReply<Element>, _ report: (HistoryReply<Element>) -> Written
  ) throws {
    try listing.write(report(reply))
    if let next = reply.next, listing.isForPeople {
      StandardError.warn("there are more: --after \(next)")
    }
  }
}
