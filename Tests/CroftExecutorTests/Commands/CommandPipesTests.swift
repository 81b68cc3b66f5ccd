import CroftDataset
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftExecutor

/// Named pipes as a command's streams, and who is slow at their other ends.
@Suite(.serialized) struct CommandPipesTests {
  private func output(_ name: String) -> CommandOutput { CommandOutput(isLogged: false, file: Array(name.utf8)) }

  private func pipe(_ name: String, in trial: CommandTrial) throws -> String {
    let path = "\(trial.directory)/\(name)"
    try #require(mkfifo(path, 0o600) == 0)
    return path
  }

  @Test func aNamedPipeWithoutAReaderIsNotWaitedForTooLong() throws {
    try CommandTrial.with { trial throws in
      _ = try pipe("pipe", in: trial)
      var launch = trial.shell("echo x > ran")
      launch.standardOutput = output("pipe")
      #expect(throws: TaskCancelled.self) { _ = try trial.run(launch, isCancelled: { true }) }
      launch.timeoutNanoseconds = 1_000_000
      #expect(try trial.run(launch).status == .timedOut)
      #expect(try !FileSystem.list(trial.directory).contains("ran"))
    }
  }

  @Test func aNamedPipesReaderMayComeLater() throws {
    try CommandTrial.with { trial throws in
      let path = try pipe("pipe", in: trial)
      var launch = trial.shell("echo x")
      launch.standardOutput = output("pipe")
      var reader: FileDescriptor?
      let end = try trial.run(launch) {
        if reader == nil { reader = try? FileDescriptor.open(path, flags: O_RDONLY | O_NONBLOCK) }
        return false
      }
      #expect(end.isSuccess)
      #expect(try reader?.readAll(maximumBytes: 10) == Array("x\n".utf8))
    }
  }

  @Test func aReaderThatDoesNotReadDelaysNoDeadline() throws {
    try CommandTrial.with { trial throws in
      let reader = try FileDescriptor.open(try pipe("pipe", in: trial), flags: O_RDONLY | O_NONBLOCK)
      var launch = trial.shell("yes")
      launch.standardOutput = output("pipe")
      (launch.timeoutNanoseconds, launch.graceNanoseconds) = (1_000_000, 1_000_000)
      #expect(try trial.run(launch).status == .timedOut)
      launch.timeoutNanoseconds = nil
      #expect(throws: TaskCancelled.self) { _ = try trial.run(launch, isCancelled: { true }) }
      // Also when it ends long before, and only its output is left.
      launch.arguments[2] = Array("head -c 50000 /dev/zero".utf8)
      launch.timeoutNanoseconds = 300_000_000
      #expect(try trial.run(launch).status == .timedOut)
      withExtendedLifetime(reader) {}
    }
  }

  @Test func aSlowReaderGetsEverything() throws {
    try CommandTrial.with { trial throws in
      let reader = try FileDescriptor.open(try pipe("pipe", in: trial), flags: O_RDONLY | O_NONBLOCK)
      var launch = trial.shell("head -c 300000 /dev/zero")
      launch.standardOutput = output("pipe")
      var count = 0
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
      defer { buffer.deallocate() }
      // Asked ten times a second: what it holds then is all that is read of it.
      let end = try trial.run(launch) {
        count += (try? reader.read(into: buffer)) ?? 0
        return false
      }
      while let more = try? reader.read(into: buffer), more > 0 { count += more }
      #expect(end.isSuccess)
      #expect(count == 300_000)
    }
  }

  @Test func aNamedPipeAsTheInputIsWaitedFor() throws {
    try CommandTrial.with { trial throws in
      let path = try pipe("pipe", in: trial)
      var launch = trial.shell("cat")
      launch.standardInput = Array("pipe".utf8)
      var isWritten = false
      // Nobody has opened it before the attempt waits for it.
      let end = try trial.run(launch) {
        if !isWritten {
          isWritten = (try? FileDescriptor.open(path, flags: O_WRONLY | O_NONBLOCK).writeAll("12345")) != nil
        }
        return false
      }
      #expect(end.isSuccess)
      #expect(trial.output == Array("12345".utf8))
      launch.timeoutNanoseconds = 1_000_000
      #expect(try trial.run(launch).status == .timedOut)
      launch.timeoutNanoseconds = nil
      #expect(throws: TaskCancelled.self) { _ = try trial.run(launch, isCancelled: { true }) }
    }
  }

  /// Writes as much into the pipe as is taken out of it, as a process may that isn't the command's.
  private final class Refill: LineLog {
    var pipe: FileDescriptor?
    private(set) var takenBytes = 0

    func take(_ bytes: UnsafeRawBufferPointer, from stream: CommandStream, _ waitsOn: WaitsOn) {
      takenBytes += bytes.count
      try? pipe?.writeAll(bytes)
    }

    func finish(_ waitsOn: WaitsOn) {}
  }

  @Test func whoWritesOnAfterTheEndIsCutOff() throws {
    let nothing = try FileDescriptor.open("/dev/null", flags: O_RDWR)
    let log = Refill()
    let pipes = try CommandPipes(
      CommandLaunch(["x"]), of: TaskAttempt(task: TaskID(job: JobID(1), stage: 0, partition: 0), number: 0),
      nothing: nothing, keepsStreamsApart: false, scratch: nil, { true }
    ) { log }
    log.pipe = pipes.output
    let capacity = try #require(pipes.output?.pipeCapacity)
    try pipes.output?.writeAll("line\n")
    pipes.closeOwnEnds()
    try pipes.finish { true }
    #expect(log.takenBytes == capacity)
  }

  @Test func muchOutputWithoutALineEndIsLogged() throws {
    try CommandTrial.with { trial throws in
      let nowhere = try FileDescriptor.open("/dev/null", flags: O_WRONLY)
      let runner = CommandRunner(log: .ownStreams(OwnStreams(output: nowhere, errors: nowhere)), cgroup: nil)
      let attempt = TaskAttempt(task: TaskID(job: JobID(1), stage: 0, partition: 0), number: 0)
      let end = try runner.run(trial.shell("head -c 20000000 /dev/zero"), of: attempt) { false }
      #expect(end.outputBytes == 20_000_000)
    }
  }
}
