import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// A manager whose database takes nothing more.
@Suite struct FailingStoreTests {
  private static let large = ["LARGE=" + String(repeating: "x", count: 400_000)]

  @Test func aRegistrationThatCannotBeWrittenLeavesNothing() throws {
    try withTemporaryDirectory { directory in
      let bare = try BareManager(in: directory, try Store.cramped(in: directory))
      let error = #expect(throws: ManagerError.self) { try bare.register(environment: Self.large) }
      guard case .failed(let reason)? = error else { return #expect(Bool(false), "\(error as Any)") }
      #expect(reason.contains("make room on its disk"))
      #expect(bare.manager.applications.isEmpty)
      #expect(bare.manager.allocator.applications.isEmpty)
      #expect(bare.events.isEmpty)
      #expect(try bare.manager.store.recover().applications == [])
      // The next one that fits is taken.
      let id = try bare.register("small")
      #expect(bare.manager.allocator.applications.keys.map(\.rawValue) == [id.rawValue])
      bare.stop()
      bare.manager.scratch.waitForRemovals(atMostSeconds: 5)
      #expect(try FileSystem.list("\(directory)/scratch") == [])
    }
  }

  @Test func anExecutorsEndIsHandledAndWrittenLater() throws {
    try withTemporaryDirectory { directory in
      let bare = try BareManager(in: directory, try Store.quiet(in: directory))
      let id = try bare.register()
      try bare.request(1, for: id)
      let key = ExecutorKey(application: id, executor: ExecutorID(1))
      bare.run { bare.events["trial"]?.count == 2 }
      try bare.manager.store.execute("PRAGMA query_only = ON")
      #expect(throws: ManagerError.self) { try bare.request(1, for: id) }
      #expect(bare.manager.allocator.waitingCount == 0, "what can't be written hasn't been asked for")
      bare.manager.supervisor.end(key)
      bare.run { bare.events["trial"]?.count == 3 }
      guard case .ended? = bare.events["trial"]?.last else { return #expect(Bool(false), "\(bare.events)") }
      #expect(bare.manager.allocator.free.cores == 1)
      #expect(bare.log.lines.contains { $0.contains("it is written when that is possible again") })
      #expect(try bare.manager.store.recover().allocator.executors.count == 1)
      try bare.manager.store.execute("PRAGMA query_only = OFF")
      try bare.request(1, for: id)
      let stored = try bare.manager.store.recover().allocator
      #expect(stored.executors == [])
      #expect(stored.requests.count == 1, "it has died at once, and the next one waits for a moment")
      bare.stop()
    }
  }

  @Test func aResumptionThatCannotBeWrittenChangesNothing() throws {
    try withTemporaryDirectory { directory in
      let bare = try BareManager(in: directory, try Store.quiet(in: directory))
      let id = try bare.register()
      let application = try #require(bare.manager.applications[id])
      let before = application.stream
      try bare.manager.store.execute("PRAGMA query_only = ON")
      var told: [ApplicationEvent] = []
      let (ours, theirs) = try UnixSocket.pair(bufferBytes: nil)
      let resumption = ResumeApplication(
        application: id.rawValue, secret: application.registration.secret, image: 0, executors: [])
      #expect(throws: ManagerError.self) {
        try bare.manager.resume(
          resumption, image: TrialExecutor.image, peer: try UnixSocket.peerCredentials(of: ours),
          stream: EventStream { event, _ in told.append(event) })
      }
      #expect(told == [])
      #expect(application.stream === before)
      try bare.manager.store.execute("PRAGMA query_only = OFF")
      bare.stop()
      withExtendedLifetime(theirs) {}
    }
  }
}
