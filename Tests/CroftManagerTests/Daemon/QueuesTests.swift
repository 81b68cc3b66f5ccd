import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// Queues, and several users of one manager.
@Suite struct QueuesTests {
  private var configuration: ManagerConfiguration {
    var configuration = ManagerConfiguration.forTests
    var batch = ManagerConfiguration.QueueSection(name: "batch")
    batch.weight = 50
    batch.maximum.cores = .exactly(1)
    var closed = ManagerConfiguration.QueueSection(name: "closed")
    closed.users = [AccountName("40009")]
    configuration.queues = [batch, closed]
    return configuration
  }

  @Test func anApplicationComesToItsQueueOrTheDefaultOne() throws {
    try RunningManager.with(configuration: configuration) { manager in
      let inBatch = try TestApplication(manager, queue: "batch")
      let plain = try TestApplication(manager)
      _ = try inBatch.request(2)
      _ = try plain.request(1)
      let executors = [try inBatch.nextGrant(), try plain.nextGrant()]
      let queues = try plain.calls.call(ListQueues()).queues
      #expect(queues.map(\.name) == ["batch", "closed", "default"])
      #expect(queues.map(\.executors) == [1, 0, 1])
      #expect(queues.map(\.waiting) == [1, 0, 0])
      #expect((queues[0].weight, queues[0].maximum.cores) == (50, 1))
      withExtendedLifetime(executors) {}
    }
  }

  @Test func aQueueThatIsNotThereOrNotTheirsIsNone() throws {
    try RunningManager.with(configuration: configuration) { manager in
      for queue in ["", "nothing", "closed"] {
        #expect(throws: ManagerError.noSuchQueue(queue: queue)) { try TestApplication(manager, queue: queue) }
      }
      let status = try TestClient(manager).call(GetStatus())
      #expect(status.applications == 0)
    }
  }

  @Test(.enabled(if: ForeignUser.canBeMade, "only root has processes of other users"))
  func rootIsRefusedUnlessAllowed() throws {
    try RunningManager.with(configuration: ManagerConfiguration()) { manager in
      let error = #expect(throws: ManagerError.self) { try TestApplication(manager) }
      guard case .refused(let reason)? = error else { return #expect(Bool(false), "\(error as Any)") }
      #expect(reason.contains("AllowRoot"))
      let user = ForeignUser()
      let theirs = try TestApplication(manager, as: user)
      #expect(theirs.id == 1)
      withExtendedLifetime(user) {}
    }
  }

  @Test(.enabled(if: ForeignUser.canBeMade, "only root has processes of other users"))
  func usersSeeAndEndOnlyTheirOwn() throws {
    try RunningManager.with { manager in
      let (user, other) = (ForeignUser(40_001), ForeignUser(40_002))
      let theirs = try TestApplication(manager, as: user)
      _ = try theirs.request(1)
      #expect(try theirs.nextGrant().ask("s") == "trial --croft-executor 1 40001 /\n")
      let ours = try TestApplication(manager)
      let client = try other.connect(manager)
      #expect(try client.call(ListApplications()).applications == [])
      #expect(try client.call(ListExecutors()).executors == [])
      #expect(try client.call(ListPastApplications()).elements == [])
      #expect(try client.call(ListPastApplications(name: "trial", userID: 40_002)).elements == [])
      #expect(throws: ManagerError.service(.permissionDenied)) {
        try client.call(ListPastApplications(userID: 40_001))
      }
      #expect(try theirs.calls.call(ListApplications()).applications.map(\.id) == [theirs.id])
      for id in [theirs.id, ours.id] {
        #expect(throws: ManagerError.service(.permissionDenied)) { try client.call(EndApplication(application: id)) }
        #expect(throws: ManagerError.service(.permissionDenied)) {
          try client.call(HoldApplication(application: id, held: true))
        }
        #expect(throws: ManagerError.service(.permissionDenied)) { try client.call(Explain(application: id)) }
        #expect(throws: ManagerError.service(.permissionDenied)) { try client.call(ListPastExecutors(application: id)) }
        #expect(throws: ManagerError.service(.permissionDenied)) {
          try client.call(ListRunningAttempts(application: id))
        }
        #expect(throws: ManagerError.service(.permissionDenied)) {
          try client.call(ReportHistory(application: id, jobs: [], stages: [], attempts: []))
        }
      }
      #expect(throws: ManagerError.service(.permissionDenied)) { try client.call(Drain(enabled: true)) }
      #expect(throws: ManagerError.service(.permissionDenied)) { try client.call(Stop(mode: .kill)) }
      #expect(throws: ManagerError.service(.permissionDenied)) { try client.call(Reload()) }
      withExtendedLifetime((user, other)) {}
    }
  }

  @Test(.enabled(if: ForeignUser.canBeMade, "only root has processes of other users"))
  func administratorsMayActOnEverything() throws {
    var configuration = ManagerConfiguration.forTests
    configuration.manager.administratorsGroup = AccountName("40500")
    try RunningManager.with(configuration: configuration) { manager in
      let (user, administrator) = (ForeignUser(40_001), ForeignUser(40_002, groups: [40_500]))
      let theirs = try TestApplication(manager, as: user)
      let client = try administrator.connect(manager)
      #expect(try client.call(ListApplications()).applications.map(\.id) == [theirs.id])
      _ = try client.call(HoldApplication(application: theirs.id, held: true))
      #expect(try theirs.calls.call(ListApplications()).applications.map(\.isHeld) == [true])
      _ = try client.call(EndApplication(application: theirs.id))
      #expect(try client.call(ListPastApplications()).elements.map(\.end) == ["User 40002 ended it."])
      _ = try client.call(Drain(enabled: true))
      #expect(try client.call(GetStatus()).condition == .draining)
      withExtendedLifetime((user, administrator)) {}
    }
  }
}
