import CroftLinux
import CroftProtocol
import Glibc
import Logging
import Testing

@testable import CroftManager

/// A supervisor on a pool of real cgroups, or without any.
final class SupervisedPool {
  static let canMakeCgroups = Cgroup.ownPath().map { access($0, W_OK) == 0 && Cgroup(path: $0).isRoot } ?? false

  let supervisor: Supervisor
  let cgroups: CgroupTree
  let log = RecordedLog()
  private let loop: EventLoop
  private(set) var executorEvents: [(key: ExecutorKey, event: ExecutorEvent)] = []
  private(set) var driverEvents: [(id: ApplicationID, event: DriverEvent)] = []
  private var isTimeUp = false

  init(_ pool: Cgroup?) throws {
    loop = try EventLoop()
    let log = log
    cgroups = try CgroupTree.prepare(pool: pool?.path, own: nil)
    supervisor = Supervisor(
      loop: loop, cgroups: cgroups, output: .standardError, log: Logger(label: "test") { _ in log.handler })
    supervisor.onEvent = { [unowned self] in executorEvents.append(($0, $1)) }
    supervisor.onDriverEvent = { [unowned self] in driverEvents.append(($0, $1)) }
    // A test that waits for what never comes has to fail, not to hang.
    loop.addTimer(at: MonotonicTime.nowNanoseconds + 20_000_000_000) { [unowned self] in isTimeUp = true }
  }

  /// A pool for one test, empty after it.
  static func with(_ body: (Cgroup) throws -> Void) throws {
    let root = try #require(Cgroup.ownPath().map(Cgroup.init(path:)))
    let pool = try root.createChild("croft-test-pool-\(getpid())-\(UInt32.random(in: 0 ... .max))")
    defer {
      try? pool.kill()
      let events = try? CgroupEvents(pool)
      // Killed processes take a moment to go.
      for _ in 0..<100 where (try? events?.isPopulated()) == true {
        var entry = pollfd(fd: events?.descriptor.rawValue ?? -1, events: Int16(POLLPRI), revents: 0)
        poll(&entry, 1, 100)
      }
      #expect(throws: Never.self) { try pool.remove() }
    }
    try body(pool)
  }

  /// Runs the loop until the condition holds.
  func run(until condition: () -> Bool) {
    while !condition(), !isTimeUp { loop.runOnce(timeoutNanoseconds: nil) }
    #expect(!isTimeUp, "what was waited for hasn't come")
  }

  func executorEnd() throws -> (outcome: ExecutorOutcome, usage: ExecutorUsage) {
    run { !executorEvents.isEmpty }
    guard case .ended(let outcome, let usage) = try #require(executorEvents.first).event else {
      throw TestClient.Problem.silent
    }
    executorEvents.removeFirst()
    return (outcome, usage)
  }

  func nextDriverEvent() throws -> DriverEvent {
    run { !driverEvents.isEmpty }
    try #require(!driverEvents.isEmpty)
    return driverEvents.removeFirst().event
  }
}

/// A process that is nobody's child here, as an executor is whose manager was killed. Its parent does nothing but to
/// wait for it: without one it might come to this process, where a test of commands has orphans come to it.
struct OrphanProcess {
  let record: ProcessIdentityRecord
  /// What it has as descriptor 3 at the other end, and its output's.
  let channel: FileDescriptor
  let output: FileDescriptor

  /// - Parameters:
  ///   - script: What the orphan runs.
  ///   - group: What it is recorded as living in; it starts in `agent`.
  static func start(_ script: String, group: Cgroup?, agent: Cgroup?) throws -> OrphanProcess {
    let output = try FileDescriptor.pipe()
    let (channel, theirs) = try UnixSocket.pair(bufferBytes: nil)
    let parent = try Spawner.spawn(
      SpawnRequest(
        image: try FileDescriptor.open("/bin/sh", flags: O_RDONLY),
        arguments: ["sh", "-c", "(\(script)) <&3 & echo $! >&3; exec 3>&- >/dev/null 2>&1; wait"],
        environment: Environment.all, workingDirectory: "/",
        standardInput: try FileDescriptor.open("/dev/null", flags: O_RDONLY), standardOutput: output.writing,
        standardError: output.writing, channel: theirs, cgroup: try agent?.open()))
    try TestClient.bound(channel)
    var line = [UInt8](repeating: 0, count: 32)
    let count = try line.withUnsafeMutableBytes { try channel.read(into: $0) }
    let number = try #require(pid_t(String(decoding: line[..<max(0, count - 1)], as: UTF8.self)))
    let record = try ProcessIdentityRecord(of: number, cgroup: group?.path)
    _ = try NamedThread.start(name: "reaps") { _ = try? parent.waitForExit(blocking: true) }
    return OrphanProcess(record: record, channel: channel, output: output.reading)
  }

  /// A process whose parent hasn't reaped it yet counts as ended.
  var hasEnded: Bool {
    guard let process = try? record.find() else { return true }
    var entry = pollfd(fd: process.descriptor.rawValue, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) == 1
  }

  var adoption: Adoption { Adoption(record: record, startedAt: 5, program: "sh", identity: nil) }
}
