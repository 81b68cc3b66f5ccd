import CroftLinux
import Testing

@testable import CroftCommands

@Suite struct RunResultTests {
  private static func ended(_ exit: ProcessExit, hasTimedOut: Bool = false, wasSignalled: Bool = false) -> RunResult {
    var run = ScheduledRun(number: 1, logicalTime: 0, windowStart: nil, trigger: .timer, attempt: 1, startedAt: 0)
    run.end = RunEnd(run: 1, at: 0, exit, hasTimedOut: hasTimedOut, wasSignalled: wasSignalled)
    return .ended(run)
  }

  @Test(arguments: [
    (ProcessExit.exited(code: 0), CInt(0)), (.exited(code: 3), 3), (.signalled(signal: 9, coreDumped: false), 137),
  ])
  func theStatusIsTheShells(exit: ProcessExit, status: CInt) {
    #expect(Self.ended(exit).exitStatus == status)
  }

  @Test(arguments: [
    (ProcessExit.exited(code: 0), false, false, RunOutcome.succeeded),
    (.exited(code: 1), false, false, .failed),
    (.signalled(signal: 15, coreDumped: false), false, false, .failed),
    (.signalled(signal: 15, coreDumped: false), true, false, .timedOut),
    (.exited(code: 143), false, true, .interrupted),
    // It made it to its end all the same.
    (.exited(code: 0), true, true, .succeeded),
  ])
  func whyItWasEndedCounts(exit: ProcessExit, hasTimedOut: Bool, wasSignalled: Bool, outcome: RunOutcome) {
    guard case .ended(let run) = Self.ended(exit, hasTimedOut: hasTimedOut, wasSignalled: wasSignalled) else { return }
    #expect(run.end?.outcome == outcome)
  }

  @Test func aWindowThatSomebodyElseRunsHasNotSucceeded() {
    #expect(!RunResult.running(Window(start: nil, end: 0)).hasSucceeded)
    #expect(RunResult.running(Window(start: nil, end: 0)).exitStatus == 1)
  }
}
