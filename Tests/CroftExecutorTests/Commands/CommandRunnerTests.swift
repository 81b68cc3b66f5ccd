import CroftDataset
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftExecutor

/// How commands start and end.
@Suite(.serialized) struct CommandRunnerTests {
  @Test(arguments: CommandTrial.Containment.allCases) func exitCodesAndSignalsAreTold(
    _ containment: CommandTrial.Containment
  ) throws {
    try CommandTrial.with(containment) { trial throws in
      #expect(try trial.status("exit 0") == .exited(code: 0))
      #expect(try trial.status("exit 255") == .exited(code: 255))
      #expect(try trial.status("kill -9 $$") == .signalled(signal: 9, coreDumped: false))
      #expect(try trial.status("kill -15 $$") == .signalled(signal: 15, coreDumped: false))
    }
  }

  @Test func whatCouldNeverStartIsAnErrorThatNamesIt() throws {
    try CommandTrial.with { trial throws in
      try FileDescriptor.open("\(trial.directory)/plain", flags: O_WRONLY | O_CREAT, mode: 0o644).writeAll("x")
      try FileDescriptor.open("\(trial.directory)/lost", flags: O_WRONLY | O_CREAT, mode: 0o755)
        .writeAll("#!/no/such/interpreter\n")
      let cases = [
        ("no-such-program", "can't run no-such-program: there is no such program in PATH=/usr/bin:/bin"),
        ("./plain", "can't run ./plain: it isn't executable (chmod +x makes it so)"),
        ("/usr", "can't run /usr: it is a directory"),
        ("/no/such/file", "can't run /no/such/file: there is no such file"),
        ("./lost", "can't run ./lost: the interpreter that its first line names isn't there"),
      ]
      for (program, message) in cases {
        let error = #expect(throws: CommandError.self) {
          _ = try trial.run(
            CommandLaunch([program], environment: ["PATH": "/usr/bin:/bin"], directory: trial.directory))
        }
        #expect(error?.description == message)
      }
      for launch in [CommandLaunch([]), CommandLaunch([""]), CommandLaunch(["true"], directory: "/no/such/place")] {
        #expect(throws: CommandError.self) { _ = try trial.run(launch) }
      }
      var launch = CommandLaunch(["/bin/true"])
      launch.arguments.append([1, 0, 2])
      #expect(throws: CommandError.self) { _ = try trial.run(launch) }
      launch = CommandLaunch(["/bin/true", String(repeating: "x", count: 200_000)])
      let error = #expect(throws: CommandError.self) { _ = try trial.run(launch) }
      #expect(error?.description.contains("too long") == true)
    }
  }

  @Test func aScriptWithoutAnInterpreterIsRunByTheShell() throws {
    try CommandTrial.with { trial throws in
      try FileDescriptor.open("\(trial.directory)/script", flags: O_WRONLY | O_CREAT, mode: 0o755)
        .writeAll("echo \"$0 $1\"\n")
      #expect(try trial.run(CommandLaunch(["./script", "a b"], directory: trial.directory)).isSuccess)
      #expect(String(decoding: trial.output, as: UTF8.self) == "\(trial.directory)/./script a b\n")
    }
  }

  @Test(arguments: CommandTrial.Containment.allCases) func aTimeoutEndsTheCommandThatListensAndTheOneThatDoesNot(
    _ containment: CommandTrial.Containment
  ) throws {
    try CommandTrial.with(containment) { trial throws in
      var launch = trial.shell("trap 'echo tidied; exit 0' TERM; while :; do sleep 0.01; done")
      launch.timeoutNanoseconds = 50_000_000
      #expect(try trial.run(launch).status == .timedOut)
      #expect(trial.output == Array("tidied\n".utf8))
      launch = trial.shell("trap '' TERM; while :; do sleep 100; done")
      launch.timeoutNanoseconds = 50_000_000
      launch.graceNanoseconds = 50_000_000
      let end = try trial.run(launch)
      #expect(end.status == .timedOut)
      #expect(end.wallNanoseconds >= 100_000_000)
    }
  }

  @Test func aCancelledTaskEndsItsCommand() throws {
    try CommandTrial.with { trial throws in
      #expect(throws: TaskCancelled.self) { _ = try trial.run(trial.shell("sleep 1000"), isCancelled: { true }) }
    }
  }

  @Test func closingEndsWhatRunsAndWhatStartsLater() throws {
    try CommandTrial.with { trial throws in
      trial.runner.close()
      #expect(try trial.status("sleep 1000") == .signalled(signal: 9, coreDumped: false))
    }
  }

  @Test(arguments: CommandTrial.Containment.allCases) func nothingOutlivesItsCommand(
    _ containment: CommandTrial.Containment
  ) throws {
    try CommandTrial.with(containment) { trial throws in
      // A child, one in a session of its own, and one that has lost its parents: each tells its number.
      let script = """
        sleep 1000 & echo $! >> pids
        setsid sh -c 'echo $$ >> pids; sleep 1001' &
        (setsid sh -c '(setsid sh -c "echo \\$\\$ >> pids; sleep 1002" &) ; exit 0' &)
        while [ "$(wc -l < pids)" -lt 3 ]; do sleep 0.01; done
        """
      #expect(try trial.status(script) == .exited(code: 0))
      let processes = String(decoding: trial.contents("pids"), as: UTF8.self).split(separator: "\n").compactMap {
        Int($0)
      }
      #expect(processes.count == 3)
      for process in processes { #expect(ProcessView(process).parentID == nil, "process \(process) is left") }
    }
  }

  @Test(arguments: CommandTrial.Containment.allCases) func nothingIsLeftOverAfterManyCommands(
    _ containment: CommandTrial.Containment
  ) throws {
    try CommandTrial.with(containment) { trial throws in
      #expect(try trial.status("exit 0") == .exited(code: 0))
      let before = ProcessView(Int(getpid())).descriptors.count
      for number in 0..<300 {
        let script = number % 50 == 0 ? "(setsid sleep 1000 &); exit 0" : "exit 0"
        #expect(try trial.status(script) == .exited(code: 0))
      }
      // Tests beside this one open and close some, too.
      #expect(ProcessView(Int(getpid())).descriptors.count < before + 100)
      trial.runner.close()
      #expect(trial.cgroup?.children.isEmpty != false)
    }
  }
}
