import Testing

@testable import CroftProtocol

/// The interface's text and the Swift types must tell the same story.
@Suite struct ManagerInterfaceTests {
  @Test(arguments: [
    GetStatus.name, RegisterApplication.name, RequestExecutors.name, WithdrawRequest.name, ReleaseExecutor.name,
    ListApplications.name, ListExecutors.name, ResumeApplication.name, SubmitApplication.name, EndApplication.name,
    ListQueues.name, Explain.name, Monitor.name, Reload.name, Scale.name, Drain.name, Stop.name, ReportHistory.name,
    ListPastApplications.name, ListPastExecutors.name, ListJobs.name, ListStages.name, ListAttempts.name,
    HoldApplication.name, GetConfiguration.name, ListRunningAttempts.name,
  ])
  func everyMethodIsDescribed(name: String) {
    let short = name.dropFirst(ManagerInterface.name.count + 1)
    #expect(ManagerInterface.text.contains("\nmethod \(short)("))
  }

  @Test func everyMemberIsDescribed() throws {
    let resources = Resources(cores: 1, memoryBytes: 1)
    let samples: [any Encodable] = [
      ManagerStatus(
        version: "", processID: 0, userID: 0, socket: "", capacity: resources, free: resources, applications: 0,
        executors: 0,
        waiting: 0, limits: [EnforcedLimit(name: "", enforced: false, reason: "")]),
      ApplicationSummary(
        id: 0, name: "", userID: 0, processID: 0, executors: 0, waiting: 0, registeredAt: 0, directory: "", queue: "",
        state: .running, isHeld: true, tasks: TaskCounts(), priority: 0),
      ExecutorSummary(
        application: 0, id: 0, processID: 0, userID: 0, resources: resources, state: .running, cgroup: "",
        startedAt: 0, cpuMicroseconds: 0, memoryBytes: 0),
      RegisterApplication(
        name: "", image: 0, arguments: [], environment: [], directory: "", queue: "", priority: 0),
      ExecutorGrant(executor: 0, processID: 0, resources: resources, channel: 0),
      ExecutorEnd(executor: 0, reason: .exited, code: 0, message: ""),
      RequestExecutors(application: 0, count: 0, resources: resources), WithdrawRequest(application: 0, request: 0),
      ReleaseExecutor(application: 0, executor: 0), ListExecutors(application: 0),
      Registered(
        application: 0, secret: "", scratch: "", capacity: resources, outOfMemoryGrowth: 2, outOfMemoryCapBytes: 0),
    ]
    for sample in samples + Self.laterSamples(resources) {
      guard case .object(let object) = try JSONValue(encoding: sample) else { continue }
      for name in object.names {
        #expect(ManagerInterface.text.contains("\(name): "), "\(type(of: sample)).\(name) isn't in the interface")
      }
    }
  }

  private static func laterSamples(_ resources: Resources) -> [any Encodable] {
    let share = QueueShare(cores: 0, memoryBytes: 0, executors: 0)
    var application = ApplicationRecord(id: 0, name: "", userID: 0, queue: "", isDetached: true, startedAt: 0)
    (application.endedAt, application.end, application.exitStatus) = (0, "", 0)
    application.tasks = TaskCounts()
    var executor = ExecutorRecord(application: 0, number: 0, resources: resources, startedAt: 0)
    (executor.end, executor.endedAt) = (ExecutorEnd(executor: 0, reason: .exited, code: 0, message: ""), 0)
    var job = JobRecord(application: 0, number: 0, name: "", stages: 0, startedAt: 0)
    (job.endedAt, job.outcome, job.error) = (0, .failed, "")
    var stage = StageRecord(application: 0, job: 0, number: 0, name: "", tasks: 0, startedAt: 0)
    stage.endedAt = 0
    let attempt = AttemptRecord(
      partition: 0, number: 0, executor: 0, startMilliseconds: 0, durationMicroseconds: 0, outcome: .failed, error: "")
    let running = RunningAttempt(job: 0, stage: 0, partition: 0, number: 0, executor: 0, startedAt: 0)
    return [
      ResumeApplication(application: 0, secret: "", image: 0, executors: []),
      SubmitApplication(
        name: "", image: 0, arguments: [], environment: [], directory: "", queue: "", restarts: 0,
        priority: 0),
      RequestExecutors(application: 0, count: 0, resources: resources, gang: true, sharing: .quota),
      ReclaimNotice(count: 0, resources: resources, deadline: 0, reason: "", withoutDeadline: 0),
      Termination(reason: ""),
      QueueSummary(
        name: "", weight: 0, priority: 0, policy: "", minimum: share, maximum: share, used: resources,
        applications: 0, executors: 0, waiting: 0), share,
      RequestExplanation(
        request: 0, asked: resources, remaining: 0, since: 0, position: 0, free: resources, obstacles: [], holders: [],
        remedies: [], priority: 0),
      ResourceHolder(application: 0, userID: 0, executors: 0, resources: resources),
      FarmEvent(time: 0, kind: .began, application: 0, executor: 0, message: ""),
      Scale(assignments: []), Scale.Assignment(section: "", key: "", value: ""), Reload.Reply(warnings: []),
      Drain(enabled: true), Stop(mode: .keep, timeoutMilliseconds: 0),
      ReportHistory(application: 0, tasks: TaskCounts(), exitStatus: 0, running: [running]), TaskCounts(), running,
      ListRunningAttempts(application: 0), ListRunningAttempts.Reply(attempts: [running]),
      HoldApplication(application: 0, held: true), ConfigurationSetting(section: "", key: "", value: "", origin: ""),
      GetConfiguration.Reply(settings: []), ListPastApplications(after: 0, limit: 0, name: "", userID: 0), application,
      UsageRecord(), executor, job,
      stage, AttemptSummary(attempt), HistoryReply(elements: [0], next: 0),
      ListAttempts(application: 0, job: 0, stage: 0, after: 0, limit: 0),
    ]
  }

  @Test func everyEnumerationIsDescribed() {
    let reasons = ExecutorEnd.Reason.allCases.map(\.rawValue).joined(separator: ", ")
    let states = ExecutorSummary.State.allCases.map(\.rawValue).joined(separator: ", ")
    #expect(ManagerInterface.text.contains("reason: (\(reasons))"))
    #expect(ManagerInterface.text.contains("state: (\(states))"))
    let text = ManagerInterface.text.split { $0.isWhitespace }.joined(separator: " ")
      .replacing("( ", with: "(").replacing(" )", with: ")")
    func expectDescribed<Choice: CaseIterable & RawRepresentable<String>>(_ name: String, _: Choice.Type) {
      let cases = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      #expect(text.contains("\(name): (\(cases))") || text.contains("\(name): ?(\(cases))"), "\(name)")
    }
    expectDescribed("state", ApplicationSummary.State.self)
    expectDescribed("condition", ManagerStatus.Condition.self)
    expectDescribed("sharing", CoreSharing.self)
    expectDescribed("kind", FarmEvent.Kind.self)
    expectDescribed("mode", StopMode.self)
    expectDescribed("outcome", JobRecord.Outcome.self)
  }
}
