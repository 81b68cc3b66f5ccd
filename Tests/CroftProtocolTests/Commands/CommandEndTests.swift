import CroftProtocol
import Testing

@Suite struct CommandEndTests {
  static let uses = [
    use(of: []),
    use(of: [
      CommandEnd(
        status: .exited(code: 255), userMicroseconds: 1, systemMicroseconds: 2, memoryPeakBytes: 1 << 40,
        outputBytes: 3, unenforced: .memory),
      CommandEnd(status: .timedOut, memoryPeakBytes: 5, outputBytes: 1 << 40, unenforced: .processes),
    ]),
  ]

  @Test(arguments: uses) func whatCommandsUsedComesBackAsItWas(_ use: CommandUse) throws {
    let (decoded, isAtEnd) = try Self.encoded(use).withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      return (try CommandUse(from: &reader), reader.isAtEnd)
    }
    #expect(decoded == use)
    #expect(isAtEnd)
  }

  @Test(arguments: uses) func whatIsCutShortIsRefused(_ use: CommandUse) throws {
    let bytes = Self.encoded(use)
    for count in 0..<bytes.count {
      bytes[..<count].withUnsafeBytes { bytes in
        var reader = ByteReader(bytes)
        #expect(throws: (any Error).self) { _ = try CommandUse(from: &reader) }
      }
    }
  }

  @Test func theUseOfSeveralCommandsIsAddedUp() {
    var use = Self.uses[1]
    use.add(AttemptEnd(exitCode: 1, cpuMicroseconds: 10, memoryPeakBytes: 1 << 41))
    use.add(Self.uses[1])
    #expect(use.cpuMicroseconds == 16)
    #expect(use.memoryPeakBytes == 1 << 41)
    #expect(use.outputBytes == 2 * (3 + (1 << 40)))
    #expect(use.unenforced == [.memory, .processes])
  }

  private static func use(of ends: [CommandEnd]) -> CommandUse {
    var use = CommandUse()
    for end in ends { use.add(end) }
    return use
  }

  @Test func onlyAnEndThatIsNotWellFailsItsTask() {
    let command = CommandLaunch(["convert", "one file"])
    #expect(TaskFailure(CommandEnd(status: .exited(code: 0)), of: command) == nil)
    let statuses: [(CommandEnd.Status, TaskFailure.Kind, String)] = [
      (.exited(code: 3), .userError, "convert 'one file' exited with status 3"),
      (.signalled(signal: 11, coreDumped: true), .userError, "convert 'one file' was killed by signal 11, core dumped"),
      (.timedOut, .timedOut, "convert 'one file' was stopped because its time was over"),
      (.outOfMemory, .outOfMemory, "convert 'one file' was killed because its limit on memory was reached"),
    ]
    for (status, kind, message) in statuses {
      let failure = TaskFailure(CommandEnd(status: status), of: command)
      #expect(failure?.kind == kind)
      #expect(failure?.message == message)
    }
  }

  @Test func aCommandIsNamedAsItCouldBeTyped() {
    #expect(CommandLaunch(["sh", "-c", "it's; here", ""]).text == #"sh -c 'it'\''s; here' ''"#)
    let long = CommandLaunch(["echo", String(repeating: "é", count: 1000)]).text
    #expect(long.hasPrefix("echo éé"))
    #expect(long.hasSuffix("é…"))
    #expect(long.utf8.count < 210)
  }

  @Test func whatAnAttemptsCommandsUsedIsAddedUp() {
    let first = AttemptEnd(
      CommandEnd(
        status: .exited(code: 0), userMicroseconds: 1, systemMicroseconds: 2, memoryPeakBytes: 30, outputBytes: 4))
    #expect(first == AttemptEnd(exitCode: 0, cpuMicroseconds: 3, memoryPeakBytes: 30, outputBytes: 4))
    let second = CommandEnd(
      status: .signalled(signal: 9, coreDumped: false), userMicroseconds: .max, memoryPeakBytes: 20, outputBytes: 5)
    #expect(
      AttemptEnd(second, after: first)
        == AttemptEnd(signal: 9, cpuMicroseconds: .max, memoryPeakBytes: 30, outputBytes: 9))
  }

  private static func encoded(_ use: CommandUse) -> [UInt8] {
    var writer = ByteWriter()
    use.encode(into: &writer)
    return writer.copy()
  }
}
