import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// Many calls at once, and what they mean for everybody else.
@Suite struct PipeliningTests {
  @Test func callsOfOneConnectionAreAnsweredInSeveralTurns() throws {
    try withTemporaryDirectory { directory in
      let server = try BareServer(in: directory)
      let client = try server.connect()
      let count = 5 * TurnBudget.calls
      try client.send((0..<count).map { VarlinkCall(method: "x\($0).Call") })
      var replies: [VarlinkReply] = []
      while replies.count < count {
        server.turn()
        let answered = try client.replies()
        #expect(answered.count <= TurnBudget.calls)
        replies += answered
      }
      let expected = (0..<count).map { VarlinkServiceError.interfaceNotFound(interface: "x\($0)") }
      #expect(replies.map { VarlinkServiceError(reply: $0) } == expected)
    }
  }

  @Test func onewayCallsAreAnsweredInSeveralTurnsToo() throws {
    try withTemporaryDirectory { directory in
      let server = try BareServer(in: directory)
      let client = try server.connect()
      let oneway = VarlinkCall(method: "x.Silent", oneway: true)
      try client.send(Array(repeating: oneway, count: 2 * TurnBudget.calls) + [GetStatus().call()])
      server.turn()
      server.turn()
      #expect(try client.replies().isEmpty)
      // As many turns as it takes: they are bounded by time, too.
      while try client.replies().isEmpty { server.turn() }
    }
  }

  @Test func anotherConnectionIsServedBetweenThem() throws {
    try withTemporaryDirectory { directory in
      let server = try BareServer(in: directory)
      let (busy, other) = (try server.connect(), try server.connect())
      try busy.send(Array(repeating: VarlinkCall(method: "x.Call"), count: 5 * TurnBudget.calls))
      try other.send([GetStatus().call()])
      var ofBusy = 0
      while try other.replies().isEmpty {
        server.turn()
        ofBusy += try busy.replies().count
      }
      #expect(ofBusy < 5 * TurnBudget.calls)
    }
  }

  /// Reports of a driver that leaves at once, the last of which says with which status.
  private func reports(of id: ApplicationID, exitStatus: Int) throws -> [VarlinkCall] {
    let report = ReportHistory(
      application: id.rawValue, jobs: [], stages: [], attempts: [],
      tasks: TaskCounts(total: 1, succeeded: 0, failed: 0))
    var last = report
    last.exitStatus = exitStatus
    return try Array(repeating: report.call(), count: 3 * TurnBudget.calls) + [last.call()]
  }

  private func register(over events: WaitingClient, at server: BareServer) throws -> ApplicationID {
    let registration = RegisterApplication(
      name: "n", image: 0, arguments: ["a"], environment: [], directory: "/")
    try events.send([registration.call(more: true)], descriptors: [TrialExecutor.image])
    while server.bare.manager.applications.isEmpty { server.turn() }
    return try #require(server.bare.manager.applications.keys.first)
  }

  @Test func whatADriverToldBeforeItLeftIsHeardBeforeItsEnd() throws {
    try withTemporaryDirectory { directory in
      let server = try BareServer(in: directory)
      let manager = server.bare.manager
      let id: ApplicationID
      do {
        let (events, calls) = (try server.connect(), try server.connect())
        id = try register(over: events, at: server)
        try calls.send(reports(of: id, exitStatus: 3))
      }
      while !manager.applications.isEmpty { server.turn() }
      let record = try #require(try manager.store.application(id))
      #expect((record.end, record.exitStatus) == ("Its driver left.", 3))
      #expect(record.tasks?.total == 1)
    }
  }

  @Test func theEndOfAProcessCountsAfterAllThatItHasSent() throws {
    try withTemporaryDirectory { directory in
      let server = try BareServer(in: directory)
      let (events, calls) = (try server.connect(), try server.connect())
      let id = try register(over: events, at: server)
      let application = try #require(server.bare.manager.applications[id])
      try calls.send([GetStatus().call()])
      while try calls.replies().isEmpty { server.turn() }
      try calls.send(reports(of: id, exitStatus: 4))
      var isOver = false
      server.bare.manager.hearOut(getpid(), geteuid()) {
        isOver = true
        #expect(application.exitStatus == 4)
      }
      while !isOver {
        _ = try calls.replies()
        server.turn()
      }
    }
  }

  @Test func whoGoesOnSendingIsNotWaitedForLongerThanASecond() throws {
    try withTemporaryDirectory { directory in
      let server = try BareServer(in: directory)
      let client = try server.connect()
      let begin = MonotonicTime.nowNanoseconds
      var isOver = false
      server.bare.manager.hearOut(getpid(), geteuid()) { isOver = true }
      let calls = Array(repeating: VarlinkCall(method: "x.Call", oneway: true), count: 2 * TurnBudget.calls)
      while !isOver {
        // There is always more than is answered in a turn, and never more than the socket holds.
        var queuedBytes: CInt = 0
        try #require(ioctl(client.socket.rawValue, UInt(TIOCOUTQ), &queuedBytes) == 0)
        if queuedBytes < 64 << 10 { try client.send(calls) }
        server.turn()
      }
      let seconds = Double(MonotonicTime.nowNanoseconds - begin) / 1e9
      #expect(seconds < 5)
    }
  }

  @Test func aClientThatLeavesInTheMiddleIsForgotten() throws {
    try withTemporaryDirectory { directory in
      let server = try BareServer(in: directory)
      do {
        let client = try server.connect()
        try client.send(Array(repeating: VarlinkCall(method: "x.Call"), count: 5 * TurnBudget.calls))
        server.turn()
        server.turn()
      }
      let other = try server.connect()
      try other.send([GetStatus().call()])
      while try other.replies().isEmpty { server.turn() }
    }
  }
}
