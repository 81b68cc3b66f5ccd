import CroftLinux
import CroftTesting
import Glibc
import Testing

@Suite struct SpawnerTests {
  @Test func theImageGetsItsArgumentsEnvironmentDirectoryAndChannel() throws {
    try withTemporaryDirectory { directory in
      let child = try Child.shell("echo $0 $1 $A $(pwd -P); echo error >&2; echo channel >&3; exit 7", extra: ["one"]) {
        $0.environment = ["A=b", "PATH=/usr/bin:/bin"]
        $0.workingDirectory = directory
      }
      let exit = try child.process.waitForExit(blocking: true)
      #expect(exit == .exited(code: 7))
      #expect(try child.output.text() == "shell one b \(directory)\n")
      #expect(try child.errors.text() == "error\n")
      #expect(try child.channel.text() == "channel\n")
    }
  }

  @Test func aChildHasExactlyTheFourDescriptors() throws {
    // Left open on purpose, and not close-on-exec: what a careless library would do.
    let stray = open("/dev/null", O_RDONLY)
    defer { close(stray) }
    let input = try FileDescriptor.pipe()
    // Reads its standard input: for another one the shell would keep a copy of its own.
    let child = try Child.shell("echo ready; read line") { $0.standardInput = input.reading }
    var line = [UInt8](repeating: 0, count: 6)
    #expect(try line.withUnsafeMutableBytes { try child.output.read(into: $0) } == 6)
    #expect(try FileSystem.list("/proc/\(child.process.processID)/fd") == ["0", "1", "2", "3"])
    try input.writing.writeAll("done\n")
    #expect(try child.process.waitForExit(blocking: true) == .exited(code: 0))
  }

  @Test func withoutAChannelTheFourthPlaceIsEmpty() throws {
    let input = try FileDescriptor.pipe()
    let child = try Child.shell("echo ready; read line") {
      $0.standardInput = input.reading
      $0.channel = nil
    }
    var line = [UInt8](repeating: 0, count: 6)
    #expect(try line.withUnsafeMutableBytes { try child.output.read(into: $0) } == 6)
    #expect(try FileSystem.list("/proc/\(child.process.processID)/fd") == ["0", "1", "2"])
    try input.writing.writeAll("done\n")
    #expect(try child.process.waitForExit(blocking: true) == .exited(code: 0))
  }

  @Test func signalsAndPrivilegesAreReset() throws {
    ProcessSignals.ignore(SIGPIPE)
    let child = try NamedThread.value {
      ProcessSignals.block([SIGTERM, SIGUSR1])
      return try Child.shell("cat /proc/self/status")
    }
    _ = try child.process.waitForExit(blocking: true)
    let status = try child.output.text()
    for line in ["SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000", "NoNewPrivs:\t1"] {
      #expect(status.contains(line))
    }
  }

  @Test func aNewSessionIsTheChildsOwn() throws {
    let own = try Child.shell("read line <&3")
    #expect(getsid(own.process.processID) == own.process.processID)
    let shared = try Child.shell("read line <&3") { $0.newSession = false }
    #expect(getsid(shared.process.processID) == getsid(0))
    for child in [own, shared] {
      try child.process.signal(SIGKILL)
      #expect(try child.process.waitForExit(blocking: true) == .signalled(signal: SIGKILL, coreDumped: false))
    }
  }

  @Test func aRunningChildHasNotExitedAndThenIsReapedOnce() throws {
    let child = try Child.shell("read line <&3; exit 3")
    #expect(try child.process.waitForExit(blocking: false) == nil)
    let loop = try EventLoop()
    var exit: ProcessExit?
    try loop.watch(child.process.descriptor.rawValue, for: .readable) { _ in
      exit = try? child.process.waitForExit(blocking: false)
      loop.stop()
    }
    try child.channel.writeAll("go\n")
    loop.run()
    #expect(exit == .exited(code: 3))
    #expect(throws: SystemError("waitid", errno: ECHILD, subject: "process \(child.process.processID)")) {
      try child.process.waitForExit(blocking: false)
    }
    #expect(throws: SystemError.self) { try child.process.signal(SIGTERM) }
  }

  @Test func aFailedExecIsToldFromAnEarlyExit() throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/data", "no program")
      let data = try FileDescriptor.open("\(directory)/data", flags: O_RDONLY)
      #expect(throws: SpawnError(step: .execute, errno: EACCES, subject: "sh")) {
        try Child.shell("exit 0") { $0.image = data }
      }
      chmod("\(directory)/data", 0o755)
      #expect(throws: SpawnError(step: .execute, errno: ENOEXEC, subject: "sh")) {
        try Child.shell("exit 0") { $0.image = data }
      }
    }
  }

  @Test func aMissingWorkingDirectoryIsNamed() throws {
    let error = #expect(throws: SpawnError.self) { try Child.shell("exit 0") { $0.workingDirectory = "/no/such" } }
    #expect(
      error?.description
        == "spawn: changing to the working directory /no/such: No such file or directory (ENOENT)")
  }

  @Test func aZeroByteInAnArgumentIsRefused() throws {
    #expect(throws: SpawnError.self) { try Child.shell("exit 0", extra: ["a\0b"]) }
  }

  @Test func aDirectoryThatIsNoCgroupIsAPlainError() throws {
    let error = #expect(throws: SpawnError.self) {
      try Child.shell("exit 0") { $0.cgroup = try FileDescriptor.open("/tmp", flags: O_RDONLY) }
    }
    #expect(error?.step == .clone)
  }

  @Test(.enabled(if: geteuid() == 0, "only root may start a process as another user"))
  func theChildRunsAsTheUserWithTheirGroups() throws {
    let child = try Child.shell("cat /proc/self/status") {
      $0.identity = ProcessIdentity(userID: 65534, groupID: 65534, supplementaryGroups: [65534, 4])
    }
    _ = try child.process.waitForExit(blocking: true)
    let status = try child.output.text()
    #expect(status.contains("Uid:\t65534\t65534\t65534\t65534"))
    #expect(status.contains("Gid:\t65534\t65534\t65534\t65534"))
    #expect(status.contains("Groups:\t4 65534 "))
    #expect(status.contains("CapEff:\t0000000000000000"))
  }

  @Test(.enabled(if: geteuid() == 0, "only root may start a process as another user"))
  func theWorkingDirectoryIsEnteredAsTheUser() throws {
    try withTemporaryDirectory { directory in
      #expect(throws: SpawnError(step: .workingDirectory, errno: EACCES, subject: directory)) {
        try Child.shell("exit 0") {
          $0.identity = ProcessIdentity(userID: 65534, groupID: 65534, supplementaryGroups: [])
          $0.workingDirectory = directory
        }
      }
    }
  }

  @Test func startReturnsBeforeTheImageRunsAndTellsWhenItDoes() throws {
    let start = try Spawner.start(try Child.request("read line <&3").request)
    start.wait()
    #expect(try start.imageRuns())
    try start.process.signal(SIGKILL)
    _ = try start.process.waitForExit(blocking: true)
  }

  @Test func aStartThatFailsLeavesAProcessToReap() throws {
    var request = try Child.request("exit 0").request
    request.workingDirectory = "/no/such"
    let start = try Spawner.start(request)
    start.wait()
    #expect(throws: SpawnError(step: .workingDirectory, errno: ENOENT, subject: "/no/such")) {
      try start.imageRuns()
    }
    #expect(try start.process.waitForExit(blocking: true) == .exited(code: 127))
  }

  /// A FUSE file system that nobody serves holds whoever enters it, as a dead file server does.
  @Test(.enabled(if: HungDirectory.canBeMade, "needs root and /dev/fuse"))
  func aChildThatIsStuckOnItsWayHoldsNothingOfOursAndNobodyUp() throws {
    try HungDirectory.with { directory in
      let stray = open("/dev/null", O_RDONLY)
      defer { close(stray) }
      var request = try Child.request("exit 0").request
      request.workingDirectory = directory.path
      let start = try Spawner.start(request)
      try directory.waitForVisitor()
      #expect(try !start.imageRuns())
      #expect(try FileSystem.list("/proc/\(start.process.processID)/fd") == ["0", "1", "2", "3", "4", "5"])
      try start.process.signal(SIGKILL)
      #expect(
        try start.process.waitForExit(blocking: true) == .signalled(signal: SIGKILL, coreDumped: false))
      // Who was killed on the way counts as started; its end tells.
      #expect(try start.imageRuns())
    }
  }

  @Test func whatAServiceSetForItselfIsSetBack() throws {
    // Run with a soft limit below the hard one (`ulimit -Sn 1024`) this also sees the limit on descriptors.
    var original = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &original)
    var raised = original
    raised.rlim_cur = original.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised)
    defer { setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &original) }
    let child = try NamedThread.value {
      // The mask becomes this thread's own, so that no other test sees it.
      try unshareFileSystemAttributes()
      umask(0o077)
      return try Child.shell("umask; ulimit -Sn; ulimit -Hn")
    }
    _ = try child.process.waitForExit(blocking: true)
    #expect(try child.output.text() == "0022\n\(original.rlim_cur)\n\(original.rlim_max)\n")
  }

  @Test(.enabled(if: canBeProtected, "needs the right to protect a process from the out-of-memory killer"))
  func protectionFromTheOutOfMemoryKillerIsNotInherited() throws {
    try Self.adjust("-100")
    defer { try? Self.adjust("0") }
    let child = try Child.shell("cat /proc/self/oom_score_adj") {
      $0.identity = ProcessIdentity(userID: 65534, groupID: 65534, supplementaryGroups: [])
    }
    _ = try child.process.waitForExit(blocking: true)
    #expect(try child.output.text() == "0\n")
  }

  /// With CAP_SYS_RESOURCE, which a container's root may lack.
  private static let canBeProtected: Bool = {
    defer { try? adjust("0") }
    return (try? adjust("-1")) != nil
  }()

  private static func adjust(_ score: String) throws {
    try FileDescriptor.open("/proc/self/oom_score_adj", flags: O_WRONLY).writeAll(score)
  }

  /// unshare(2) with CLONE_FS, which Swift's Glibc module lacks.
  private func unshareFileSystemAttributes() throws {
    typealias Unshare = @convention(c) (CInt) -> CInt
    let unshare = unsafeBitCast(try #require(dlsym(nil, "unshare")), to: Unshare.self)
    try #require(unshare(0x200) == 0)
  }

  @Test func aProcessThatNobodyWaitsForIsReapedWhenItEnds() throws {
    let null = try FileDescriptor.open("/dev/null", flags: O_RDWR)
    let pipe = try FileDescriptor.pipe()
    let process = try Spawner.spawn(
      SpawnRequest(
        image: FileDescriptor.open("/bin/sh", flags: O_RDONLY), arguments: ["sh", "-c", "read line"], environment: [],
        workingDirectory: "/", standardInput: pipe.reading, standardOutput: null, standardError: null, channel: nil))
    let reaper = try process.reapLater()
    try process.signal(SIGKILL)
    reaper.join()
    #expect(throws: SystemError.self) { try process.waitForExit(blocking: false) }
    #expect(kill(process.processID, 0) == -1 && errno == ESRCH)
  }
}
