import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftExecutor

/// What commands get, and what they don't.
@Suite(.serialized) struct CommandSurroundingsTests {
  @Test func theEnvironmentIsExactlyTheGivenOne() throws {
    try CommandTrial.with { trial throws in
      var launch = CommandLaunch(["/usr/bin/env"], environment: ["A": "1", "B": ""])
      launch.environment.append(Array("C=".utf8) + [0xFF, 0x0A])
      #expect(try trial.run(launch).isSuccess)
      #expect(trial.output == Array("A=1\nB=\nC=".utf8) + [0xFF, 0x0A, 0x0A])
    }
  }

  @Test func argumentsAreBytesOfAnyKind() throws {
    try CommandTrial.with { trial throws in
      var launch = CommandLaunch(["/usr/bin/printf", "%s|"])
      launch.arguments += [Array(1...255), [], Array("-n 'a' \"b\"\n$HOME".utf8)]
      #expect(try trial.run(launch).isSuccess)
      #expect(trial.output == Array(1...255) + Array("||-n 'a' \"b\"\n$HOME|".utf8))
    }
  }

  @Test func standardInputIsAFileOrNothing() throws {
    try CommandTrial.with { trial throws in
      #expect(try trial.run(trial.shell("wc -c")).isSuccess)
      try FileDescriptor.open("\(trial.directory)/input", flags: O_WRONLY | O_CREAT, mode: 0o600).writeAll("12345")
      var launch = trial.shell("cat")
      launch.standardInput = Array("input".utf8)
      #expect(try trial.run(launch).isSuccess)
      #expect(String(decoding: trial.output, as: UTF8.self) == "0\n12345")
      for name in ["absent", "."] {
        launch.standardInput = Array(name.utf8)
        #expect(throws: CommandError.self) { _ = try trial.run(launch) }
      }
    }
  }

  @Test func nothingIsInherited() throws {
    let held = try FileDescriptor.pipe()
    // Without close-on-exec, as a library of the user's may open one.
    let open = dup(held.reading.rawValue)
    defer { close(open) }
    try CommandTrial.with { trial throws in
      // `ls` reads the directory by 3.
      #expect(try trial.status("ls /proc/self/fd | tr '\\n' ' '") == .exited(code: 0))
      #expect(String(decoding: trial.output, as: UTF8.self) == "0 1 2 3 ")
    }
    try CommandTrial.with { trial throws in
      signal(SIGUSR2, SIG_IGN)
      defer { signal(SIGUSR2, SIG_DFL) }
      #expect(try trial.run(CommandLaunch(["/bin/grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"])).isSuccess)
      #expect(
        String(decoding: trial.output, as: UTF8.self) == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n")
    }
  }

  @Test func aCommandLeadsASessionOfItsOwnAndIsAsNiceAsAsked() throws {
    try CommandTrial.with { trial throws in
      var launch = trial.shell("set -- $(cat /proc/$$/stat); [ $1 = $5 ] && [ $1 = $6 ] && nice")
      let own = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
      launch.niceness = 3
      #expect(try trial.run(launch).isSuccess)
      #expect(String(decoding: trial.output, as: UTF8.self) == "\(min(19, own + 3))\n")
    }
  }

  @Test func limitsThatNothingEnforcesAreTold() throws {
    try CommandTrial.with { trial throws in
      var launch = trial.shell("exit 0")
      launch.limits = CommandLimits(memoryBytes: 1 << 20, maximumProcesses: 10)
      #expect(try trial.run(launch).unenforced == [.memory, .processes])
    }
  }
}
