import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftExecutor

/// Where what commands print goes.
@Suite(.serialized) struct CommandOutputTests {
  @Test func theStreamsGoApart() throws {
    try CommandTrial.with { trial throws in
      let end = try trial.run(trial.shell("echo out; echo err >&2; printf 'no end'"))
      #expect(end.outputBytes == 14)
      #expect(trial.output == Array("out\nno end".utf8))
      #expect(trial.errors == Array("err\n".utf8))
    }
  }

  @Test func streamsThatAreClosedDoNotEndTheCommand() throws {
    try CommandTrial.with { trial throws in
      let script = "exec >&- 2>&- <&-; while [ ! -e go ]; do :; done & touch go; wait; exit 7"
      #expect(try trial.status(script) == .exited(code: 7))
    }
  }

  @Test func aFileIsThereOnceItsCommandHasEndedWell() throws {
    try CommandTrial.with { trial throws in
      var launch = trial.shell("echo one; echo two >&2; ls -A new/place | grep -c tmp >&2; exit $CODE")
      let file = CommandOutput(isLogged: false, file: Array("new/place/out".utf8))
      launch.standardOutput = file
      launch.environment.append(Array("CODE=1".utf8))
      #expect(try trial.run(launch).status == .exited(code: 1))
      #expect(try FileSystem.list("\(trial.directory)/new/place").isEmpty)
      launch.environment[1] = Array("CODE=0".utf8)
      #expect(try trial.run(launch, attempt: 1).isSuccess)
      #expect(trial.contents("new/place/out") == Array("one\n".utf8))
      #expect(trial.errors == Array("two\n1\ntwo\n1\n".utf8))
      #expect(try FileSystem.list("\(trial.directory)/new/place") == ["out"])
    }
  }

  @Test func capturedOutputIsKeptHoweverTheCommandEnds() throws {
    try CommandTrial.with { trial throws in
      var launch = trial.shell("ls -A captured 2> /dev/null; echo two >&2; exit 3")
      launch.standardOutput = .captured(in: Array("captured/out".utf8), isLogged: true)
      launch.standardError = .captured(in: Array("captured/err".utf8), isLogged: true)
      #expect(try trial.run(launch).status == .exited(code: 3))
      // Nothing was printed on it, so there is none.
      #expect(try FileSystem.list("\(trial.directory)/captured") == ["err"])
      #expect(trial.contents("captured/err") == Array("two\n".utf8))
      #expect(trial.errors == Array("two\n".utf8))
      #expect(trial.output.isEmpty)
      var status = stat()
      #expect(stat("\(trial.directory)/captured/err", &status) == 0 && status.st_mode & 0o777 == 0o600)
      launch.timeoutNanoseconds = 0
      launch.arguments[2] = Array("trap '' TERM; echo late; while :; do :; done".utf8)
      launch.graceNanoseconds = 100_000_000
      _ = try trial.run(launch, attempt: 1)
      // The first attempt's is no longer there: this one printed nothing on it.
      #expect(try !FileSystem.list("\(trial.directory)/captured").contains("err"))
    }
  }

  @Test func aCaptureThatCannotBeWrittenEndsTheCommand() throws {
    try CommandTrial.with { trial throws in
      var launch = trial.shell("yes")
      launch.standardOutput = .captured(in: Array("/dev/full".utf8), isLogged: false)
      #expect(throws: SystemError.self) { _ = try trial.run(launch) }
      launch.standardOutput = .captured(in: Array("/usr".utf8), isLogged: false)
      #expect(throws: SystemError.self) { _ = try trial.run(launch) }
    }
  }

  @Test func bothStreamsKeepTheirOrderInOneFile() throws {
    try CommandTrial.with { trial throws in
      var launch = trial.shell("for i in 1 2 3; do echo o$i; echo e$i >&2; done")
      let file = CommandOutput(isLogged: true, file: Array("both".utf8))
      (launch.standardOutput, launch.standardError) = (
        .init(isLogged: false, file: file.file), .init(isLogged: false, file: file.file)
      )
      #expect(try trial.run(launch).isSuccess)
      #expect(trial.contents("both") == Array("o1\ne1\no2\ne2\no3\ne3\n".utf8))
      #expect(trial.output.isEmpty)
    }
  }

  @Test func whatIsNoRegularFileIsWrittenAsItIs() throws {
    try CommandTrial.with { trial throws in
      var launch = trial.shell("echo x")
      launch.standardOutput = CommandOutput(isLogged: true, file: Array("/dev/null".utf8))
      #expect(try trial.run(launch).isSuccess)
      #expect(trial.output == Array("x\n".utf8))
      var status = stat()
      #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
      launch.standardOutput.file = Array("/usr".utf8)
      #expect(throws: CommandError.self) { _ = try trial.run(launch) }
    }
  }

  @Test func aFullDiskEndsTheCommandAndSaysSo() throws {
    try CommandTrial.with { trial throws in
      var launch = trial.shell("yes")
      launch.standardOutput = CommandOutput(isLogged: false, file: Array("/dev/full".utf8))
      let error = #expect(throws: SystemError.self) { _ = try trial.run(launch) }
      #expect(error?.isDiskFull == true)
    }
  }
}
