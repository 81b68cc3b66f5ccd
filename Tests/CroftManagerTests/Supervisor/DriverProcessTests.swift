import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// Drivers of detached applications, as real processes.
@Suite struct DriverProcessTests {
  private static let id = ApplicationID(4)

  private func launch(_ script: String, directory: String = "/") throws -> ProgramLaunch {
    ProgramLaunch(
      image: try FileDescriptor.open("/bin/sh", flags: O_RDONLY), arguments: ["sh", "-c", script],
      environment: ["PATH=/usr/bin:/bin"], directory: directory, identity: nil)
  }

  private func end(of pool: SupervisedPool) throws -> ExecutorOutcome {
    guard case .ended(let outcome, _, _) = try pool.nextDriverEvent() else { throw TestClient.Problem.silent }
    return outcome
  }

  private func start(_ script: String, in pool: SupervisedPool) throws {
    try pool.supervisor.startDriver(Self.id, try launch(script), now: 0)
    guard case .started = try pool.nextDriverEvent() else { throw TestClient.Problem.silent }
  }

  @Test func itsExitStatusIsTold() throws {
    let pool = try SupervisedPool(nil)
    // Without a channel there is no descriptor 3 to be had by accident, and its files are private.
    try start("test ! -e /proc/self/fd/3 && test $(umask) = 0077 && exit 7", in: pool)
    #expect(try end(of: pool) == .exited(code: 7))
    #expect(pool.supervisor.driver(Self.id) == nil)
  }

  @Test func itIsEndedBySignal() throws {
    let pool = try SupervisedPool(nil)
    try start("exec sleep 1000", in: pool)
    pool.supervisor.endDriver(Self.id)
    #expect(try end(of: pool) == .signalled(signal: Int(SIGTERM), coreDumped: false))
  }

  @Test func oneThatCanNotRunSaysWhy() throws {
    let pool = try SupervisedPool(nil)
    try pool.supervisor.startDriver(Self.id, try launch("exit 0", directory: "/no/such/place"), now: 0)
    guard case .failedToStart(let reason) = try pool.nextDriverEvent() else { throw TestClient.Problem.silent }
    #expect(reason.contains("/no/such/place"))
  }

  @Test(.enabled(if: SupervisedPool.canMakeCgroups, "needs a writable cgroup v2 root"))
  func itLivesBesideTheExecutorsAndTakesItsChildrenAlong() throws {
    try SupervisedPool.with { cgroup in
      let pool = try SupervisedPool(cgroup)
      try start("sleep 1000 & exec sleep 1001", in: pool)
      let driver = try #require(pool.supervisor.driver(Self.id))
      #expect(Cgroup.path(ofProcess: driver.processID) == "\(cgroup.path)/app-4/driver")
      pool.supervisor.endDriver(Self.id)
      #expect(try end(of: pool) == .signalled(signal: Int(SIGTERM), coreDumped: false))
      #expect(cgroup.child("app-4").children == [])
    }
  }

  @Test(.enabled(if: SupervisedPool.canMakeCgroups, "needs a writable cgroup v2 root"))
  func anEarlierManagersDriverIsTakenOver() throws {
    try SupervisedPool.with { cgroup in
      let group = try #require(try SupervisedPool(cgroup).cgroups.createDriver(Self.id)).group
      let orphan = try OrphanProcess.start("exec sleep 1000", group: group, agent: group)
      let later = try SupervisedPool(cgroup)
      later.supervisor.adoptDriver(Self.id, orphan.adoption)
      later.supervisor.removeUnowned()
      #expect(group.isPopulated)
      later.supervisor.endDriver(Self.id)
      guard case .unknown = try end(of: later) else { return #expect(Bool(false), "only its parent could know") }
      #expect(orphan.hasEnded)
    }
  }
}
