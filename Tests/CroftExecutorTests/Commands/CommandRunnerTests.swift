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
        .writeAll("#! /no/such/interpreter -x\n")
      let cases = [
        ("no-such-program", "can't run no-such-program: there is no such program in PATH=/usr/bin:/bin"),
        ("./plain", "can't run ./plain: it isn't executable: allow it with chmod +x"),
        ("/usr", "can't run /usr: it is a directory: name a program in it"),
        ("/no/such/file", "can't run /no/such/file: there is no such file: look at the path"),
        (
          "./lost",
          """
          can't run ./lost: the interpreter /no/such/interpreter that its first line names isn't there: install it, \
          or name another
          """
        ),
      ]
      for (program, message) in cases {
        let error = #expect(throws: CommandError.self) {
          _ = try trial.run(
            CommandLaunch([program], environment: ["PATH": "/usr/bin:/bin"], directory: trial.directory))
        }
        #expect(error?.description == message)
      }
      for launch in [CommandLaunch([]), CommandLaunch([""])] {
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

  @Test(arguments: [
    ("/no/such/place", "there is no such directory: make it, or name another"),
    ("/etc/passwd", "it is no directory: name one"),
  ]) func aDirectoryThatCannotBeEnteredIsNamedWithTheCure(directory: String, reason: String) throws {
    try CommandTrial.with { trial throws in
      let error = #expect(throws: CommandError.self) {
        _ = try trial.run(CommandLaunch(["true"], directory: directory))
      }
      #expect(error?.description == "can't run true in \(directory): \(reason)")
    }
  }

  @Test func aBinaryWithoutItsLoaderNamesIt() throws {
    try CommandTrial.with { trial throws in
      var program = try FileDescriptor.open("/bin/true", flags: O_RDONLY).readAll(maximumBytes: 1 << 24)
      guard case .loader(let loader) = ProgramNeed(ofProgramAt: Array("/bin/true".utf8)) else {
        try Test.cancel("/bin/true is linked statically here")
      }
      let place = try #require(program.indices.first { program[$0...].starts(with: loader) })
      program[place + loader.count - 1] = UInt8(ascii: "?")
      try program.withUnsafeBytes {
        try FileDescriptor.open("\(trial.directory)/alien", flags: O_WRONLY | O_CREAT, mode: 0o755).writeAll($0)
      }
      let error = #expect(throws: CommandError.self) {
        _ = try trial.run(CommandLaunch(["./alien"], directory: trial.directory))
      }
      let name = PathBytes.text(loader.dropLast() + [UInt8(ascii: "?")])
      #expect(error?.description.hasPrefix("can't run ./alien: its loader \(name) isn't there: ") == true)
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

  @Test(arguments: CommandTrial.Containment.allCases) func aCancelledTaskEndsAlsoTheCommandThatDoesNotListen(
    _ containment: CommandTrial.Containment
  ) throws {
    try CommandTrial.with(containment) { trial throws in
      var launch = trial.shell("trap '' TERM; sleep 1000 & echo $! $$ > pids; while :; do wait; done")
      launch.graceNanoseconds = 50_000_000
      #expect(throws: TaskCancelled.self) {
        _ = try trial.run(launch, isCancelled: { trial.numbers(in: "pids").count == 2 })
      }
      for process in trial.numbers(in: "pids") {
        #expect(ProcessView(process).parentID == nil, "process \(process) is left")
      }
    }
  }

  @Test func closingEndsWhatRunsAndWhatStartsLater() throws {
    try CommandTrial.with { trial throws in
      trial.runner.close()
      #expect(try trial.status("sleep 1000") == .signalled(signal: 9, coreDumped: false))
    }
  }

  @Test(arguments: CommandTrial.Containment.allCases) func closingEndsAllOfACommandAtOnce(
    _ containment: CommandTrial.Containment
  ) throws {
    try CommandTrial.with(containment) { trial throws in
      try trial.makePipe("told")
      // A child, and one that only its mark tells from strangers.
      let script = """
        (setsid sh -c 'echo $$ > daemon; exec sleep 1001' &)
        sleep 1000 &
        until [ -s daemon ]; do sleep 0.01; done
        echo $! $(cat daemon) > told
        wait
        """
      var left: [Int] = []
      let end = try trial.run(trial.shell(script)) {
        let processes = CommandTrial.numbers(in: try trial.receive("told"))
        trial.runner.close()
        left = processes.filter { ProcessView($0).isRunning }
        #expect(processes.count == 2)
      }
      #expect(left.isEmpty)
      #expect(try end.get().status == .signalled(signal: 9, coreDumped: false))
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
      let processes = trial.numbers(in: "pids")
      #expect(processes.count == 3)
      for process in processes { #expect(ProcessView(process).parentID == nil, "process \(process) is left") }
    }
  }

  @Test(arguments: CommandTrial.Containment.allCases) func nothingIsLeftOverAfterManyCommands(
    _ containment: CommandTrial.Containment
  ) throws {
    try CommandTrial.with(containment) { trial throws in
      #expect(try trial.status("exit 0") == .exited(code: 0))
      let before = Self.descriptorCounts
      for number in 0..<300 {
        let script = number % 3 == 0 ? "(setsid sleep 1000 &); exit 0" : "exit 0"
        #expect(try trial.status(script) == .exited(code: 0))
      }
      // Tests beside this one open and close some, too, but not one for each daemon.
      for (kind, count) in Self.descriptorCounts {
        #expect(count < before[kind, default: 0] + 50, "descriptors of the kind \(kind) are left")
      }
      trial.runner.close()
      if containment == .cgroups { #expect(try #require(trial.cgroup).children.isEmpty) }
    }
  }

  /// How many descriptors this process has of pidfds, pipes, cgroups' files and others.
  private static var descriptorCounts: [Substring: Int] {
    let names = ProcessView(Int(getpid())).descriptors.values.map { name in
      // "pipe:[1234]", and paths, of which all in one file system count as one kind.
      name.hasPrefix("/") ? name.dropFirst().prefix { $0 != "/" } : name.prefix { !$0.isNumber }
    }
    return names.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
