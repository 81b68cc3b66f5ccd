import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

@Suite struct MemoryPressureTests {
  @Test func pressureIsHighFromTheLimitUntilWellBelowIt() {
    var level = PressureLevel(limitPercent: 40)
    let seen = [10, 39.9, 40, 35, 30, 29.9, 35, 60].map { percent in
      level.observe(percent)
      return level.isHigh
    }
    #expect(seen == [false, false, true, true, true, false, false, true])
  }

  @Test func whereTheKernelCanNotBeAskedTheReasonIsGiven() throws {
    let loop = try EventLoop()
    let pressure = MemoryPressure(pool: nil, loop: loop, machine: "/no/such/pressure")
    pressure.watch(limitPercent: 60)
    #expect(!pressure.isHigh)
    #expect(pressure.enforced.reason?.contains("/no/such/pressure") == true)
    // Not wanted, it isn't missed.
    pressure.watch(limitPercent: 0)
    #expect(pressure.enforced.enforced)
  }

  @Test func aPoolsOwnPressureCountsBeforeTheMachines() throws {
    try withTemporaryDirectory { directory in
      let pool = Cgroup(path: directory)
      try FakeCgroups.write("some avg10=80.00 avg60=0.00 avg300=0.00 total=0\n", to: "memory.pressure", of: pool)
      let loop = try EventLoop()
      let pressure = MemoryPressure(pool: pool, loop: loop, machine: "/no/such/pressure")
      pressure.watch(limitPercent: 60)
      // A plain file takes the trigger, and tells nothing of it to an event loop.
      #expect(pressure.enforced.reason?.contains("epoll_ctl") == true)
    }
  }

  @Test(.enabled(if: canBeAsked, "needs pressure stall information that this user may ask for"))
  func atRestNothingIsToldAndNothingIsAwaited() throws {
    let loop = try EventLoop()
    let pressure = MemoryPressure(pool: nil, loop: loop)
    pressure.onChange = { _ in Issue.record("there is no such pressure") }
    // More than all of the time can't be spent waiting.
    pressure.watch(limitPercent: 100)
    #expect(pressure.enforced.enforced)
    loop.runOnce(timeoutNanoseconds: 0)
    #expect(!pressure.isHigh)
  }

  private static let canBeAsked = (try? PressureFile(path: "/proc/pressure/memory").trigger(percent: 100)) != nil
}
