import CroftDataset
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Synchronization
import Testing

@testable import CroftExecutor

/// Files that commands' output goes to, and what else it may be.
@Suite(.serialized) struct CommandFileTests {
  private func output(_ name: String) -> CommandOutput { CommandOutput(isLogged: false, file: Array(name.utf8)) }

  @Test func jobsThatWriteOneFileAtOnceEachWriteAWholeOne() throws {
    try CommandTrial.with { trial throws in
      // Another job's, whose tasks have the same numbers.
      let other = CommandRunner(log: .ownStreams(OwnStreams()), cgroup: nil)
      let ends = Mutex<[Result<CommandEnd, any Error>]>([])
      var (first, second) = (
        trial.shell("echo A1; : > a; until [ -e b ]; do :; done; echo A2"),
        trial.shell("until [ -e a ]; do :; done; echo B; : > b")
      )
      (first.standardOutput, second.standardOutput) = (output("out"), output("out"))
      let attempt = TaskAttempt(task: TaskID(job: JobID(1), stage: 0, partition: 2), number: 0)
      let thread = try NamedThread.start(name: "other") { [second] in
        let end = Result { try other.run(second, of: attempt) { false } }
        ends.withLock { $0.append(end) }
      }
      let end = try trial.run(first)
      thread.join()
      #expect(end.isSuccess)
      #expect(try ends.withLock { try $0.map { try $0.get().isSuccess } } == [true])
      #expect(["A1\nA2\n", "B\n"].contains(String(decoding: trial.contents("out"), as: UTF8.self)))
      #expect(try FileSystem.list(trial.directory).filter { $0.hasPrefix(".") }.isEmpty)
    }
  }

  @Test func aLinkStaysAndItsFileIsReplaced() throws {
    try CommandTrial.with { trial throws in
      try FileDescriptor.open("\(trial.directory)/real", flags: O_WRONLY | O_CREAT, mode: 0o600).writeAll("old")
      #expect(symlink("real", "\(trial.directory)/link") == 0)
      var launch = trial.shell("echo new")
      launch.standardOutput = output("link")
      #expect(try trial.run(launch).isSuccess)
      #expect(try FileSystem.linkTarget("\(trial.directory)/link") == "real")
      #expect(trial.contents("real") == Array("new\n".utf8))
      #expect(symlink("absent", "\(trial.directory)/lost") == 0)
      launch.standardOutput = output("lost")
      let error = #expect(throws: CommandError.self) { _ = try trial.run(launch) }
      #expect(error?.description.contains("what the link leads to") == true)
    }
  }

  @Test func anOpenFileIsWrittenByItsDescriptor() throws {
    try CommandTrial.with { trial throws in
      let file = try FileDescriptor.open("\(trial.directory)/file", flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
      try file.writeAll("before\n")
      var launch = trial.shell("echo x")
      launch.standardOutput = output("/dev/fd/\(file.rawValue)")
      #expect(try trial.run(launch).isSuccess)
      try file.writeAll("after\n")
      #expect(trial.contents("file") == Array("before\nx\nafter\n".utf8))
    }
  }

  @Test func oneFileIsOneHoweverItIsSpelled() throws {
    try CommandTrial.with { trial throws in
      var launch = trial.shell("for i in 1 2 3; do echo o$i; echo e$i >&2; done")
      (launch.standardOutput, launch.standardError) = (output("both"), output("./both"))
      #expect(try trial.run(launch).isSuccess)
      #expect(trial.contents("both") == Array("o1\ne1\no2\ne2\no3\ne3\n".utf8))
    }
  }

  @Test func whatCannotBeWrittenIsLoggedAllTheSame() throws {
    try CommandTrial.with { trial throws in
      var launch = trial.shell("printf 'the reason'; exit 1")
      launch.standardOutput = CommandOutput(isLogged: true, file: Array("/dev/full".utf8))
      #expect(throws: SystemError.self) { _ = try trial.run(launch) }
      #expect(trial.output == Array("the reason".utf8))
    }
  }

  @Test func capturedOutputCountsAsScratchWhileItIsWritten() throws {
    try CommandTrial.with { trial throws in
      let meter = ScratchMeter(limitBytes: 1 << 20)
      func run(_ script: String) throws -> CommandEnd {
        var launch = trial.shell(script)
        launch.standardOutput = .captured(in: Array("captured".utf8), isLogged: false)
        let attempt = TaskAttempt(task: TaskID(job: JobID(1), stage: 0, partition: 0), number: 0)
        return try trial.runner.run(launch, of: attempt, scratch: meter) { false }
      }
      let failure = #expect(throws: TaskFailure.self) { _ = try run("yes") }
      #expect(failure?.kind == .scratchLimit)
      // What is gone counts no more.
      for _ in 0..<3 { #expect(try run("head -c 500000 /dev/zero").isSuccess) }
    }
  }

  @Test func anAttemptThatPrintsNothingRemovesNothingButAFile() throws {
    try CommandTrial.with { trial throws in
      #expect(mkfifo("\(trial.directory)/pipe", 0o600) == 0)
      var launch = trial.shell("exit 0")
      launch.standardOutput = .captured(in: Array("pipe".utf8), isLogged: false)
      #expect(try trial.run(launch, attempt: 1).isSuccess)
      #expect(try FileSystem.status("\(trial.directory)/pipe")?.kind == .other)
    }
  }

  @Test func onlyWhatLiesInTheCommandIsItsFault() {
    for code in [ENOENT, ENOTDIR, EACCES, EISDIR, ELOOP, ENAMETOOLONG, EROFS, ENXIO] {
      #expect(SystemError.liesInPath(code))
    }
    for code in [EMFILE, ENFILE, ENOMEM, EIO, ESTALE, EINTR, ENOSPC, EDQUOT] { #expect(!SystemError.liesInPath(code)) }
  }
}
