import CroftDataset
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftExecutor

@Suite(.timeLimit(.minutes(1))) struct PipedProgramTests {
  private struct Stopped: Error {}

  private func start(
    _ command: [String], environment: [String: String] = [:], checkCancellation: @escaping () throws -> Void = {}
  ) throws -> PipedProgram {
    try PipedProgram(command, environment: environment, among: .forTests, checkCancellation: checkCancellation)
  }

  /// What a program prints for an input, and how it ends.
  private func run(
    _ command: [String], environment: [String: String] = [:], _ input: String = ""
  ) throws -> (output: String, end: PipedProcessEnd, readAll: Bool) {
    let program = try start(command, environment: environment)
    defer { program.stop() }
    var output: [UInt8] = []
    let readAll = try Array(input.utf8).withUnsafeBytes { try program.write($0) { output += $0 } }
    let end = try program.finish { output += $0 }
    return (String(decoding: output, as: UTF8.self), end, readAll)
  }

  @Test func inputGoesInAndOutputComesOut() throws {
    let (output, end, readAll) = try run(["tr", "a-z", "A-Z"], "some words\n")
    #expect(output == "SOME WORDS\n")
    #expect(end == PipedProcessEnd(status: 0, standardError: ""))
    #expect(readAll)
  }

  @Test func moreThanPipesHoldPassesThroughBoth() throws {
    let line = String(repeating: "x", count: 999) + "\n"
    let input = String(repeating: line, count: 5000)
    #expect(try run(["cat"], input).output == input)
  }

  @Test func outputThatComesBeforeTheInputIsReadDoesNotBlock() throws {
    let input = String(repeating: "y", count: 1 << 20)
    let (output, end, _) = try run(["/bin/sh", "-c", "head -c 3000000 /dev/zero; wc -c"], input)
    #expect(output.hasSuffix("\(1 << 20)\n"))
    #expect(end.status == 0)
  }

  @Test func aProgramNeedNotReadItsInput() throws {
    let (output, end, readAll) = try run(["head", "-n", "1"], String(repeating: "line\n", count: 1_000_000))
    #expect(output == "line\n")
    #expect(end.status == 0)
    #expect(!readAll)
  }

  @Test func statusAndTheEndOfStandardErrorAreTold() throws {
    let (_, end, _) = try run(["/bin/sh", "-c", "seq 100000 >&2; echo 'no such luck' >&2; exit 3"])
    #expect(end.status == 3)
    #expect(end.standardError.hasSuffix("99999\n100000\nno such luck"))
    #expect(end.standardError.utf8.count < 5000)
  }

  @Test func aSignalCountsAsAShellCountsIt() throws {
    #expect(try run(["/bin/sh", "-c", "kill -TERM $$"]).end.status == 128 + Int(SIGTERM))
  }

  @Test func nothingOfItOutlivesAProgram() throws {
    let directory = try FileSystem.temporaryDirectory(prefix: "croft-piped-program-test-")
    defer { try? FileSystem.removeTree(directory) }
    // A child that keeps standard error open, and a daemon that keeps nothing.
    let script = """
      cd '\(directory)'
      sleep 1000 > /dev/null & echo $! > child
      (setsid sh -c 'echo $$ > daemon; exec sleep 1001' < /dev/null > /dev/null 2>&1 &)
      until [ -s daemon ]; do sleep 0.01; done
      cat child daemon
      """
    let (output, end, _) = try run(["/bin/sh", "-c", script])
    #expect(end.status == 0)
    let processes = CommandTrial.numbers(in: output)
    #expect(processes.count == 2)
    for process in processes { #expect(ProcessView(process).parentID == nil, "process \(process) is left") }
  }

  @Test func environmentIsAddedToTheProcessOwn() throws {
    let command = ["/bin/sh", "-c", "echo $GREETING; echo ${PATH:+there}"]
    #expect(try run(command, environment: ["GREETING": "hello there"]).output == "hello there\nthere\n")
  }

  @Test func aScriptRunsByItsInterpreter() throws {
    let directory = try FileSystem.temporaryDirectory(prefix: "croft-piped-program-test-")
    defer { try? FileSystem.removeTree(directory) }
    do {
      let file = try FileDescriptor.open("\(directory)/count", flags: O_WRONLY | O_CREAT, mode: 0o700)
      try file.writeAll("#!/bin/sh\nwc -l\n")
    }
    #expect(try run(["\(directory)/count"], "a\nb\n").output == "2\n")
  }

  @Test func aProgramThatIsNotThereIsAnErrorWithItsName() {
    let error = #expect(throws: CommandError.self) { try start(["/nowhere/to/be/found"]) }
    #expect(error?.description.hasPrefix("can't run /nowhere/to/be/found: there is no such file") == true)
  }

  @Test func anExecutorThatEndsKillsIt() throws {
    let runner = CommandRunner.forTests
    let program = try PipedProgram(["sleep", "1000"], environment: [:], among: runner) {}
    defer { program.stop() }
    runner.close()
    #expect(try program.finish { _ in }.status == 128 + Int(SIGKILL))
  }

  @Test func stopKillsTheProgramAndItsChildren() throws {
    let program = try start(["/bin/sh", "-c", "sleep 1000 & echo $! $$; wait"])
    var output = ""
    // The write fails or fills the pipe; either way the program has spoken when the loop ends.
    #expect(throws: Stopped.self) {
      _ = try program.finish { bytes in
        output += String(decoding: bytes, as: UTF8.self)
        if output.hasSuffix("\n") { throw Stopped() }
      }
    }
    let processes = output.split { $0 == " " || $0 == "\n" }.compactMap { pid_t($0) }
    #expect(processes.count == 2)
    let child = try ProcessDescriptor(ofProcess: processes[0])
    program.stop()
    #expect(kill(processes[1], 0) == -1)
    // Killed; whoever adopts orphans here may not have reaped it yet.
    var entry = pollfd(fd: child.descriptor.rawValue, events: Int16(POLLIN), revents: 0)
    #expect(poll(&entry, 1, -1) == 1)
  }

  @Test func cancellationEndsAWaitForASilentProgram() throws {
    var asked = 0
    let program = try start(["sleep", "1000"]) {
      asked += 1
      if asked == 2 { throw Stopped() }
    }
    defer { program.stop() }
    #expect(throws: Stopped.self) { _ = try program.finish { _ in } }
  }
}
