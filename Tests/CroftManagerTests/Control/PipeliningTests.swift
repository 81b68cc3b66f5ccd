import CroftLinux
import CroftProtocol
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
