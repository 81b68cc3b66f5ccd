import CroftLinux
import Glibc
import Testing

/// A cgroup of the real tree that tests may use, or nil where there is none.
private let testRoot: Cgroup? = {
  // Below the root, which every kernel lets root do; a process's own cgroup has processes and hands nothing down.
  guard geteuid() == 0, let root = Cgroup.unifiedRoot() else { return nil }
  let probe = Cgroup(path: root).child("croft-probe-\(getpid())")
  guard (try? Cgroup(path: root).createChild("croft-probe-\(getpid())")) != nil else { return nil }
  try? probe.remove()
  return Cgroup(path: root)
}()

/// Waits until the last process has gone; at most ten seconds.
private func waitUntilEmpty(_ cgroup: Cgroup) throws -> Bool {
  let events = try CgroupEvents(cgroup)
  let loop = try EventLoop()
  var isTimeUp = false
  loop.addTimer(at: MonotonicTime.nowNanoseconds + 10_000_000_000) { isTimeUp = true }
  try loop.watch(events.descriptor.rawValue, for: .priority) { _ in }
  while try events.isPopulated(), !isTimeUp { loop.runOnce(timeoutNanoseconds: nil) }
  return try !events.isPopulated()
}

private func processCount(_ cgroup: Cgroup) -> Int? { cgroup.read("cgroup.procs")?.split(separator: "\n").count }

private func availableControllers(of cgroup: Cgroup) -> [String] {
  (cgroup.read("cgroup.controllers") ?? "").split { $0 == " " || $0 == "\n" }.map(String.init)
}

@Suite(.enabled(if: testRoot != nil, "needs root and a writable cgroup v2 tree"))
struct CgroupTests {
  @Test func aChildStartsInItsCgroupAndDiesWithIt() throws {
    try withCgroup("kill") { cgroup in
      let directory = try cgroup.open()
      // A grandchild that has left its parent is killed too.
      let child = try Child.shell("(sleep 1000 &) ; echo ready; read line <&3") { $0.cgroup = directory }
      var line = [UInt8](repeating: 0, count: 6)
      #expect(try line.withUnsafeMutableBytes { try child.output.read(into: $0) } == 6)
      #expect(processCount(cgroup) == 2)
      #expect(cgroup.isPopulated)
      let busy = #expect(throws: SystemError.self) { try cgroup.remove() }
      #expect(busy?.errno == EBUSY)
      try cgroup.kill()
      #expect(try child.process.waitForExit(blocking: true) == .signalled(signal: SIGKILL, coreDumped: false))
      #expect(try waitUntilEmpty(cgroup))
      #expect(!cgroup.isPopulated)
    }
  }

  @Test func anEventLoopHearsThatTheLastProcessHasGone() throws {
    try withCgroup("events") { cgroup in
      let directory = try cgroup.open()
      let child = try Child.shell("read line <&3") { $0.cgroup = directory }
      let events = try CgroupEvents(cgroup)
      #expect(try events.isPopulated())
      let loop = try EventLoop()
      try loop.watch(events.descriptor.rawValue, for: .priority) { _ in
        if (try? events.isPopulated()) == false { loop.stop() }
      }
      try child.channel.writeAll("go\n")
      loop.run()
      _ = try child.process.waitForExit(blocking: true)
      #expect(!cgroup.isPopulated)
    }
  }

  @Test func aTreeOfCgroupsIsRemovedFromItsLeaves() throws {
    try withCgroup("tree") { cgroup in
      let inner = try cgroup.createChild("inner")
      _ = try inner.createChild("leaf")
      _ = try cgroup.createChild("other")
      #expect(cgroup.children.map(\.path) == ["\(cgroup.path)/inner", "\(cgroup.path)/other"])
      let again = #expect(throws: SystemError.self) { try cgroup.createChild("inner") }
      #expect(again?.errno == EEXIST)
      #expect(throws: SystemError.self) { try cgroup.createChild("../outside") }
    }
  }

  @Test func failedSettingsAreGivenAndTheOthersWritten() throws {
    try withCgroup("settings") { cgroup in
      let depth = CgroupSetting(file: "cgroup.max.depth", value: "3")
      let bad = CgroupSetting(file: "no.such", value: "1")
      let failures = cgroup.write([bad, depth])
      #expect(failures.map(\.0) == [bad])
      // The cgroup file system lets nobody make files.
      #expect(failures.map(\.1.subject) == ["\(cgroup.path)/no.such"])
      #expect(cgroup.read("cgroup.max.depth") == "3\n")
      #expect(cgroup.keyedValues("cgroup.events") == ["populated": 0, "frozen": 0])
    }
  }

  @Test func controllersThatAreNotThereAreNamed() throws {
    try withCgroup("controllers") { cgroup in
      #expect(cgroup.enableControllers(["nonsense"]) == ["nonsense"])
      #expect(cgroup.enableControllers(availableControllers(of: cgroup)).isEmpty)
    }
  }

  private func withCgroup(_ name: String, _ body: (Cgroup) throws -> Void) throws {
    let cgroup = try #require(testRoot).createChild("croft-test-\(name)-\(getpid())")
    defer {
      try? cgroup.kill()
      _ = try? waitUntilEmpty(cgroup)
      #expect(throws: Never.self) { try cgroup.remove() }
    }
    try body(cgroup)
  }
}

/// Whether memory can be limited in the real tree: hybrid set-ups keep that controller in cgroup v1.
private let canLimitMemory = testRoot.map(availableControllers)?.contains("memory") == true

@Suite(.enabled(if: canLimitMemory, "needs root and the memory controller in the cgroup v2 tree"))
struct CgroupMemoryTests {
  @Test func aProcessThatOutgrowsItsLimitIsKilledAndCounted() throws {
    let root = try #require(testRoot)
    #expect(root.enableControllers(["memory"]).isEmpty)
    let cgroup = try root.createChild("croft-test-memory-\(getpid())")
    defer { try? cgroup.remove() }
    #expect(cgroup.write(CgroupLimits(memoryBytes: 16 << 20).settings).isEmpty)
    let directory = try cgroup.open()
    let child = try Child.shell("exec tail -c 100M /dev/zero") { $0.cgroup = directory }
    #expect(try child.process.waitForExit(blocking: true) == .signalled(signal: SIGKILL, coreDumped: false))
    #expect(cgroup.keyedValues("memory.events")["oom_kill", default: 0] > 0)
    #expect(try waitUntilEmpty(cgroup))
  }
}
