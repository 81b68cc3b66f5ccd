import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// Drivers that ask for nonsense, which harms nobody else.
@Suite struct HostileDriverTests {
  static let wrongCounts = [0, -1, Int.min, Int.max]

  @Test(arguments: wrongCounts)
  func strangeNumbersAreRefused(number: Int) throws {
    try RunningManager.with { manager in
      let driver = try TestApplication(manager)
      let one = Resources(cores: 1, memoryBytes: 1 << 20)
      #expect(throws: ManagerError.self) {
        try driver.calls.call(RequestExecutors(application: driver.id, count: number, resources: one))
      }
      #expect(throws: ManagerError.self) {
        try driver.calls.call(RequestExecutors(application: driver.id, count: 1, resources: one, request: number))
      }
      for wrong in [Resources(cores: number, memoryBytes: 1), Resources(cores: 1, memoryBytes: number)] {
        for isGang in [false, true] {
          #expect(throws: ManagerError.self) {
            try driver.calls.call(
              RequestExecutors(application: driver.id, count: 4096, resources: wrong, gang: isGang))
          }
        }
      }
      #expect(throws: ManagerError.noSuchExecutor(executor: number)) {
        try driver.calls.call(ReleaseExecutor(application: driver.id, executor: number))
      }
      #expect(throws: ManagerError.noSuchRequest(request: number)) {
        try driver.calls.call(WithdrawRequest(application: driver.id, request: number))
      }
      #expect(throws: ManagerError.noSuchApplication(application: number)) {
        try driver.calls.call(EndApplication(application: number))
      }
      let status = try driver.calls.call(GetStatus())
      #expect((status.executors, status.waiting, status.free.cores) == (0, 0, 4))
    }
  }

  @Test func thousandsOfRequestsAreBounded() throws {
    try RunningManager.with(cores: 1) { manager in
      let driver = try TestApplication(manager)
      let limit = AllocatorLimits().requestsPerApplication
      // The first is granted, the others wait.
      for _ in 0...limit { _ = try driver.request(1) }
      let executor = try driver.nextGrant()
      for _ in 0..<1000 {
        #expect(throws: ManagerError.tooMany(what: "waiting requests of one application", limit: limit)) {
          try driver.request(1)
        }
      }
      let other = try TestClient(manager)
      #expect(try other.call(GetStatus()).waiting == limit)
      #expect(try other.call(Explain(application: driver.id)).requests.count == limit)
      withExtendedLifetime(executor) {}
    }
  }

  @Test(.enabled(if: ForeignUser.canBeMade, "only root has processes of other users"))
  func oneUserCannotHaveAllApplications() throws {
    try RunningManager.with { manager in
      let user = ForeignUser()
      let most = ConnectionLimits().applications(of: user.identity.userID, managerUserID: geteuid())
      var clients: [TestClient] = []
      for number in 0...most {
        let client = try user.connect(manager)
        try client.send(
          RegisterApplication(name: "\(number)", image: 0, arguments: ["trial"], environment: [], directory: "/")
            .call(more: true), descriptors: [TrialExecutor.image])
        let error = ManagerError(reply: try client.receive())
        #expect(error == (number < most ? nil : .tooMany(what: "applications of one user", limit: most)))
        clients.append(client)
      }
      #expect(try TestApplication(manager, as: ForeignUser(40_002)).id > 0, "there is room for others")
    }
  }

  @Test func argumentsThatTheManagerWouldKeepAreBounded() throws {
    try RunningManager.with { manager in
      let client = try TestClient(manager)
      let long = String(repeating: "x", count: 1 << 20)
      let submission = SubmitApplication(
        name: "script", image: 0, arguments: ["sh", long, long], environment: [], directory: "/")
      try client.send(submission.call(), descriptors: [try FileDescriptor.open("/bin/sh", flags: O_RDONLY)])
      #expect(
        ManagerError(reply: try client.receive())
          == .tooMany(
            what: "bytes of environment and arguments", limit: RegistrationBounds.maximumEnvironmentBytes))
    }
  }
}
