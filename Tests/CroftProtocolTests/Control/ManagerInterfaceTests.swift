import Testing

@testable import CroftProtocol

/// The interface's text and the Swift types must tell the same story.
@Suite struct ManagerInterfaceTests {
  @Test(arguments: [
    GetStatus.name, RegisterApplication.name, RequestExecutors.name, WithdrawRequest.name, ReleaseExecutor.name,
    ListApplications.name, ListExecutors.name,
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
        id: 0, name: "", userID: 0, processID: 0, executors: 0, waiting: 0, registeredAt: 0, directory: ""),
      ExecutorSummary(
        application: 0, id: 0, processID: 0, userID: 0, resources: resources, state: .running, cgroup: "",
        startedAt: 0),
      RegisterApplication(name: "", image: 0, arguments: [], environment: [], directory: ""),
      ExecutorGrant(executor: 0, processID: 0, resources: resources, channel: 0),
      ExecutorEnd(executor: 0, reason: .exited, code: 0, message: ""),
      RequestExecutors(application: 0, count: 0, resources: resources), WithdrawRequest(application: 0, request: 0),
      ReleaseExecutor(application: 0, executor: 0), ListExecutors(application: 0),
      Registered(application: 0, scratch: "", capacity: resources),
    ]
    for sample in samples {
      guard case .object(let object) = try JSONValue(encoding: sample) else { continue }
      for name in object.names {
        #expect(ManagerInterface.text.contains("\(name): "), "\(type(of: sample)).\(name) isn't in the interface")
      }
    }
  }

  @Test func everyEnumerationIsDescribed() {
    let reasons = ExecutorEnd.Reason.allCases.map(\.rawValue).joined(separator: ", ")
    let states = ExecutorSummary.State.allCases.map(\.rawValue).joined(separator: ", ")
    #expect(ManagerInterface.text.contains("reason: (\(reasons))"))
    #expect(ManagerInterface.text.contains("state: (\(states))"))
  }
}
