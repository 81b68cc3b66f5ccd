import CroftLinux
import Testing

@testable import CroftCommands

@Suite struct CapturedProgramTests {
  @Test func bothOutputsAreKeptWithTheEnd() throws {
    let program = try CapturedProgram.run(
      "sh", ["-c", "echo $A; echo two >&2; exit 3"], environment: ["A=one"], searchPath: "/bin",
      longestMilliseconds: 60_000)
    #expect(program.exit == .exited(code: 3))
    #expect(program.output == "one\ntwo\n")
    #expect(program.complaint == "one; two")
  }

  /// Also when it has closed its outputs, or a child of its has them.
  @Test(arguments: ["exec sleep 1000", "exec >&- 2>&-; sleep 1000", "sleep 1000 & exit"])
  func oneThatHangsIsEnded(script: String) {
    let error = #expect(throws: ProgramHangs.self) {
      try CapturedProgram.run(
        "sh", ["-c", script], environment: ["PATH=/bin"], searchPath: "/bin", longestMilliseconds: 300)
    }
    #expect(error?.description == "sh hangs: it was ended after 300 ms")
  }

  @Test func oneThatIsNotThereIsNamed() {
    #expect(throws: ProgramError.self) { try CapturedProgram.run("no-such-program", [], environment: []) }
  }
}
