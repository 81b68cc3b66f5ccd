import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

@Suite struct ExecutorOutcomeTests {
  static let resources = Resources(cores: 1, memoryBytes: 64 << 20)

  static let classes: [(exit: ProcessExit, kills: UInt64, outcome: ExecutorOutcome)] = [
    (.exited(code: 3), 0, .exited(code: 3)),
    (.exited(code: 3), 1, .exited(code: 3)),
    (.signalled(signal: SIGKILL, coreDumped: false), 0, .signalled(signal: 9, coreDumped: false)),
    (.signalled(signal: SIGKILL, coreDumped: false), 1, .outOfMemory),
    (.signalled(signal: SIGSEGV, coreDumped: true), 1, .signalled(signal: 11, coreDumped: true)),
  ]

  @Test(arguments: classes)
  func theKernelsWordDecidesTheClass(exit: ProcessExit, kills: UInt64, outcome: ExecutorOutcome) {
    #expect(ExecutorOutcome(exit, outOfMemoryKills: kills) == outcome)
  }

  @Test func theManagersOwnReasonGoesFirst() {
    let killed = ExecutorOutcome.signalled(signal: 9, coreDumped: false)
    func end(_ cause: EndCause?) -> ExecutorEnd {
      killed.end(of: ExecutorID(1), resources: Self.resources, cause: cause)
    }
    #expect(end(nil).reason == .signalled)
    #expect(end(nil).code == 9)
    #expect(end(nil).message == "Signal 9 (Killed) ended it.")
    #expect(end(.released).reason == .released)
    #expect(end(.stopping).reason == .stopped)
  }

  @Test func outOfMemoryNamesTheLimit() {
    let end = ExecutorOutcome.outOfMemory.end(of: ExecutorID(1), resources: Self.resources, cause: nil)
    #expect(end.reason == .outOfMemory)
    #expect(end.message.contains("64 MiB"))
  }
}
