import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftManager

/// Applications whose drivers the manager runs.
@Suite struct DetachedTests {
  /// Submits a shell's script as a driver.
  private func submit(
    _ script: String, _ manager: RunningManager, restarts: Int? = nil, priority: Int? = nil
  ) throws -> Int {
    let submission = SubmitApplication(
      name: "script", image: 0, arguments: ["sh", "-c", script], environment: ["DIRECTORY=\(manager.directory)"],
      directory: manager.directory, restarts: restarts, priority: priority)
    let client = try TestClient(manager)
    let shell = try FileDescriptor.open("/bin/sh", flags: O_RDONLY)
    try client.send(submission.call(), descriptors: [shell])
    let reply = try client.receive()
    if let error = ManagerError(reply: reply) { throw error }
    return try reply.parameters.decoded(as: SubmitApplication.Reply.self).application
  }

  /// What the history says of it, when it has ended.
  private func end(of id: Int, _ manager: RunningManager, _ watch: FarmWatch) throws -> ApplicationRecord {
    _ = try watch.next(.applicationEnded)
    return try #require(TestClient(manager).call(ListPastApplications()).elements.first { $0.id == id })
  }

  @Test func itsDriverLearnsWhichApplicationItIs() throws {
    try RunningManager.with { manager in
      let watch = try FarmWatch(manager)
      let id = try submit("env > environment; exit 0", manager)
      let record = try end(of: id, manager, watch)
      #expect(record.end == "Its driver finished.")
      #expect((record.exitStatus, record.isDetached) == (0, true))
      let lines = try FileSystem.readText("\(manager.directory)/environment", maximumBytes: 1 << 20).split(
        separator: "\n")
      #expect(lines.contains("CROFT_APPLICATION=\(id)"))
      #expect(lines.contains("CROFT_MASTER=unix:\(manager.socket)"))
      #expect(lines.contains { $0.hasPrefix("CROFT_APPLICATION_SECRET=") && $0.utf8.count == 25 + 32 })
    }
  }

  @Test func aDriverThatFailsIsStartedAgainUpToTheLimit() throws {
    try RunningManager.with { manager in
      let watch = try FarmWatch(manager)
      let begin = MonotonicTime.nowNanoseconds
      let id = try submit("echo x >> tries; exit 3", manager, restarts: 1)
      let record = try end(of: id, manager, watch)
      #expect(record.end == "Its driver failed: it exited with status 3.")
      #expect(record.exitStatus == 3)
      #expect(try FileSystem.readText("\(manager.directory)/tries", maximumBytes: 100) == "x\nx\n")
      let seconds = Double(MonotonicTime.nowNanoseconds - begin) / 1e9
      #expect(seconds > 0.9 && seconds < 3.5, "the first delay is a second, whatever the limit")
      #expect(try TestClient(manager).call(GetStatus()).applications == 0)
    }
  }

  @Test func aDriverThatHasFinishedIsNotStartedAgainWhateverItsStatus() throws {
    try RunningManager.with { manager in
      let watch = try FarmWatch(manager)
      let (ready, go) = (try NamedPipe("\(manager.directory)/ready"), try NamedPipe("\(manager.directory)/go"))
      let id = try submit("echo $CROFT_APPLICATION_SECRET > ready; read line < go; exit 3", manager)
      let driver = try TestApplication(manager, resuming: id, secret: try ready.line(), holding: [])
      let word = "\(driver.registered.scratch)/\(FinishedDriver.fileName)"
      try TestFile.write(FinishedDriver.text(status: 3), to: word)
      try go.write("x")
      let record = try end(of: id, manager, watch)
      #expect((record.end, record.exitStatus) == ("Its driver finished with status 3.", 3))
    }
  }

  @Test func whatAnEarlierDriverToldIsForgottenWithIt() throws {
    try RunningManager.with { manager in
      let watch = try FarmWatch(manager)
      let (ready, go) = (try NamedPipe("\(manager.directory)/ready"), try NamedPipe("\(manager.directory)/go"))
      let script = "if [ -e tried ]; then kill -9 $$; fi; touch tried; echo x > ready; read line < go; exit 1"
      let id = try submit(script, manager, restarts: 1)
      _ = try ready.line()
      let client = try TestClient(manager)
      let counts = TaskCounts(total: 3, succeeded: 1, failed: 0)
      _ = try client.call(
        ReportHistory(application: id, jobs: [], stages: [], attempts: [], tasks: counts, exitStatus: 2))
      #expect(try client.call(ListPastApplications()).elements.first?.exitStatus == 2)
      try go.write("x")
      let record = try end(of: id, manager, watch)
      #expect(record.end == "Its driver failed: signal 9 ended it.")
      #expect(record.exitStatus == nil)
      #expect(record.tasks == nil)
    }
  }

  /// What the driver wrote down of its end, and what is known of it once nobody can see how it ended.
  @Test(
    arguments: [
      ("3\\n", "Its driver finished with status 3.", 3), ("0\\n", "Its driver finished.", 0),
      ("", "Its driver finished.", nil), ("3", "Its driver finished.", nil), ("-3\\n", "Its driver finished.", nil),
      ("256\\n", "Its driver finished.", nil), ("99999999\\n", "Its driver finished.", nil),
    ] as [(String, String, Int?)])
  func theStatusThatItWroteDownCounts(content: String, end: String, status: Int?) throws {
    try RunningManager.with { manager in
      let watch = try FarmWatch(manager)
      let file = "scratch/app-$CROFT_APPLICATION/\(FinishedDriver.fileName)"
      let id = try submit("printf '\(content)' > $DIRECTORY/\(file); kill -9 $$", manager)
      let record = try self.end(of: id, manager, watch)
      #expect((record.end, record.exitStatus) == (end, status))
    }
  }

  @Test func itsPriorityIsListedAndOutlivesTheManager() throws {
    try withTemporaryDirectory { directory in
      chmod(directory, 0o755)
      let first = try RunningManager(directory: directory, Resources(cores: 4, memoryBytes: 8 << 30))
      let id = try submit("exec sleep 60", first, priority: -5)
      #expect(try TestClient(first).call(ListApplications()).applications.map(\.priority) == [-5])
      let next = try first.restarted()
      defer { next.stop() }
      #expect(try TestClient(next).call(ListApplications()).applications.map(\.priority) == [-5])
      _ = try TestClient(next).call(EndApplication(application: id))
    }
  }

  @Test func itsDriverMayTakeItUpAndHaveExecutors() throws {
    try RunningManager.with { manager in
      let ready = try NamedPipe("\(manager.directory)/ready")
      let id = try submit("echo $CROFT_APPLICATION_SECRET > ready; sleep 60", manager)
      let driver = try TestApplication(manager, resuming: id, secret: try ready.line(), holding: [])
      _ = try driver.request(1)
      let executor = try driver.nextGrant()
      let process = try executor.process()
      let listed = try #require(driver.calls.call(ListApplications()).applications.first)
      #expect(listed.processID != Int(getpid()))
      let shell = try ProcessDescriptor(ofProcess: pid_t(listed.processID))
      _ = try driver.calls.call(EndApplication(application: id))
      #expect(hasEnded(process))
      #expect(hasEnded(shell))
    }
  }

  @Test func executorsOfADriverThatFinishedEndWithTheirApplication() throws {
    try RunningManager.with { manager in
      let watch = try FarmWatch(manager)
      let (ready, go) = (try NamedPipe("\(manager.directory)/ready"), try NamedPipe("\(manager.directory)/go"))
      let id = try submit("echo $CROFT_APPLICATION_SECRET > ready; read line < go; exit 0", manager)
      do {
        let driver = try TestApplication(manager, resuming: id, secret: try ready.line(), holding: [])
        _ = try driver.request(1)
        // It goes on when its driver is gone, so that the manager ends it.
        _ = try driver.nextGrant().ask("w")
        let word = "\(driver.registered.scratch)/\(FinishedDriver.fileName)"
        try TestFile.write(FinishedDriver.text(status: 0), to: word)
      }
      // Its connection has closed, and its process is still there.
      _ = try watch.next(.executorEnded)
      let executors = try TestClient(manager).call(ListPastExecutors(application: id)).elements
      #expect(executors.map(\.end?.message) == ["The application ended."])
      try go.write("x")
      #expect(try end(of: id, manager, watch).end == "Its driver finished.")
    }
  }

  @Test func stoppingTheManagerEndsItsDriversToo() throws {
    try RunningManager.with { manager in
      let ready = try NamedPipe("\(manager.directory)/ready")
      let id = try submit("echo x > ready; sleep 60", manager)
      _ = try ready.line()
      let listed = try #require(TestClient(manager).call(ListApplications()).applications.first)
      #expect(listed.id == id)
      let shell = try ProcessDescriptor(ofProcess: pid_t(listed.processID))
      try manager.stop(.kill)
      #expect(hasEnded(shell))
      #expect(try FileSystem.list(manager.scratch) == [])
      let next = try RunningManager(directory: manager.directory, Resources(cores: 1, memoryBytes: 1 << 30))
      defer { next.stop() }
      #expect(try TestClient(next).call(GetStatus()).applications == 0)
      #expect(try TestClient(next).call(ListPastApplications()).elements.map(\.end) == ["The manager stopped."])
    }
  }

  @Test func theNextManagerTakesTheDriverOver() throws {
    try RunningManager.with { manager in
      let (ready, go) = (try NamedPipe("\(manager.directory)/ready"), try NamedPipe("\(manager.directory)/go"))
      let id = try submit("echo x > ready; read line < go; exit 0", manager, restarts: 0)
      _ = try ready.line()
      let before = try TestClient(manager).call(ListApplications()).applications.map(\.processID)
      let next = try manager.restarted()
      defer { next.stop() }
      #expect(try TestClient(next).call(ListApplications()).applications.map(\.processID) == before)
      let watch = try FarmWatch(next)
      try go.write("x")
      #expect(try end(of: id, next, watch).endedAt != nil)
    }
  }

  @Test func aDriverThatIsStillToBeStartedIsNotStartedBeforeTheManagerListens() throws {
    try withTemporaryDirectory { directory in
      let store = try Store.quiet(in: directory)
      var application = StoreSamples.application(1)
      (application.userID, application.directory) = (geteuid(), "/")
      let shell = try #require(FileSystem.path(of: FileDescriptor.open("/bin/sh", flags: O_RDONLY)))
      let detachment = StoredDetachment(
        application: application.id, image: shell, arguments: ["sh", "-c", "exit 0"], restartsLeft: 0, exitStatus: nil)
      try store.apply([
        .putApplication(application), .allocator(.putApplication(StoreSamples.allocation(1))),
        .putDetachment(detachment),
      ])
      let bare = try BareManager(in: directory, store)
      bare.manager.recover(try store.recover())
      // The manager listens after this, and before its loop runs.
      #expect(bare.manager.supervisor.driver(application.id) == nil)
      bare.run { bare.manager.applications.isEmpty }
      #expect(try store.application(application.id)?.end == "Its driver finished.")
    }
  }

  @Test func aSubmissionThatMakesNoSenseIsRefused() throws {
    try RunningManager.with { manager in
      #expect(throws: ManagerError.service(.invalidParameter(parameter: "restarts"))) {
        try submit("exit 0", manager, restarts: -1)
      }
      let client = try TestClient(manager)
      func refusal(_ arguments: [String], image: Int = 0, _ descriptors: [FileDescriptor]) throws -> ManagerError? {
        let submission = SubmitApplication(
          name: "script", image: image, arguments: arguments, environment: [], directory: "/")
        try client.send(submission.call(), descriptors: descriptors)
        return ManagerError(reply: try client.receive())
      }
      let shell = try FileDescriptor.open("/bin/sh", flags: O_RDONLY)
      let directory = try FileDescriptor.open("/", flags: O_RDONLY)
      let wrongImage = ManagerError.service(.invalidParameter(parameter: "image"))
      #expect(try refusal(["sh"], []) == wrongImage)
      #expect(try refusal(["sh"], image: 7, [shell]) == wrongImage)
      #expect(try refusal(["sh"], image: -1, [shell]) == wrongImage)
      #expect(try refusal(["sh"], [directory]) == wrongImage)
      #expect(try refusal([], [shell]) == .service(.invalidParameter(parameter: "arguments")))
      // Its file is gone, and a driver that fails couldn't be started again.
      #expect(try refusal(["trial"], [TrialExecutor.image]) == wrongImage)
      #expect(try client.call(GetStatus()).applications == 0)
    }
  }
}
