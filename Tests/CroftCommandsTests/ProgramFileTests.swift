import Testing

@testable import CroftCommands

@Suite struct ProgramFileTests {
  @Test func aProgramIsFoundAsTheShellWouldFindIt() throws {
    #expect(try ProgramFile(finding: "true", searchPath: "/nowhere:/bin").path == "/bin/true")
    #expect(try ProgramFile(finding: "/bin/true").path == "/bin/true")
  }

  @Test(arguments: [
    ("no-such-program", "it is in no directory of PATH"), ("/no/such/program", "there is no such file"),
    ("/etc", "it is a directory"), ("/etc/passwd", "it isn't executable"),
  ])
  func whatCannotRunIsNamedWithTheReason(name: String, reason: String) {
    #expect {
      try ProgramFile(finding: name)
    } throws: {
      "\($0)".contains(reason)
    }
  }

  @Test func aScriptIsNoApplication() throws {
    let script = try ProgramFile(finding: "/usr/bin/ldd")
    #expect(throws: ProgramError.self) { try script.checkBinary() }
    try ProgramFile(finding: "/bin/true").checkBinary()
  }
}
