import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftExecutor

/// Processes of commands that have lost their parents.
@Suite(.serialized) struct CommandOrphanTests {
  /// More than the kernel tells of in one read.
  @Test func aDaemonIsFoundBehindHundredsOfOthers() throws {
    try CommandTrial.with { trial throws in
      try trial.makePipe("told")
      try trial.makePipe("go")
      let crowd = """
        i=0
        while [ $i -lt 900 ]; do (setsid sleep 1000 &); i=$((i + 1)); done
        echo here > told
        read line < go
        """
      let end = try trial.run(trial.shell(crowd)) {
        defer { _ = try? FileDescriptor.open("\(trial.directory)/go", flags: O_WRONLY).writeAll("on\n") }
        #expect(try trial.receive("told") == "here\n")
        let script = "(setsid sh -c 'echo $$ > pid; exec sleep 1001' &); until [ -s pid ]; do sleep 0.01; done"
        #expect(try trial.status(script) == .exited(code: 0))
        let daemon = try #require(trial.numbers(in: "pid").first)
        #expect(ProcessView(daemon).parentID == nil)
      }
      #expect(try end.get().isSuccess)
    }
  }

  @Test(arguments: CommandTrial.Containment.allCases) func orphansThatEndAreReapedWhileTheirCommandRuns(
    _ containment: CommandTrial.Containment
  ) throws {
    try CommandTrial.with(containment) { trial throws in
      var launch = trial.shell(
        """
        for i in 1 2 3 4 5 6 7 8 9 10; do (sh -c 'echo $$ >> pids' &); done
        until [ -s pids ] && [ "$(wc -l < pids)" -eq 10 ]; do sleep 0.01; done
        for process in $(cat pids); do while [ -d /proc/$process ]; do sleep 0.01; done; done
        """)
      launch.timeoutNanoseconds = 30_000_000_000
      #expect(try trial.run(launch).status == .exited(code: 0))
    }
  }

  @Test func whatOrphansHaveUsedIsTheirCommands() throws {
    try CommandTrial.with { trial throws in
      try trial.makePipe("told")
      // The shell counts to two million in a second or less; the command itself only waits.
      let end = try trial.run(
        trial.shell(
          """
          (sh -c 'i=0; while [ $i -lt 2000000 ]; do i=$((i + 1)); done; times | head -n 1 > used; echo $$ > told' &)
          read process < told
          while [ -d /proc/$process ]; do sleep 0.05; done
          """))
      let used = String(decoding: trial.contents("used"), as: UTF8.self)
      // "0m0.350000s 0m0.000000s", of user and system time.
      let userTime = try #require(used.split(separator: "s").first?.split(separator: "m").last)
      let seconds = try #require(Double(userTime))
      #expect(Double(end.userMicroseconds) >= seconds * 900_000)
    }
  }
}
