import CroftLinux
import CroftTesting
import Glibc
import Synchronization
import Testing

@testable import CroftSubmission

struct OutputPrinterTests {
  /// What was printed, by descriptor.
  private final class Paper: Sendable {
    let text = Mutex<[(CInt, String)]>([])
    func write(_ bytes: UnsafeRawBufferPointer, _ standard: CInt) {
      text.withLock { $0.append((standard, String(decoding: bytes, as: UTF8.self))) }
    }
    var all: [String] { text.withLock { $0.map { "\($0.0) \($0.1)" } } }
  }

  private func write(_ text: String, in directory: String, task: Int, attempt: Int = 0, isError: Bool = false) throws {
    let path = ExecutorPlace.captureFile(in: directory, step: 0, task: task, attempt: attempt, isError: isError)
    try TestFile.write(text, to: path)
  }

  @Test func printsEachTaskWholeAndLeavesNothing() async throws {
    try await TemporaryDirectory.with { directory in
      let paper = Paper()
      let printer = try OutputPrinter(
        directory: directory, isOrdered: true, write: { paper.write($0, $1) },
        describe: { $0.failure.map { "\($0)\n" } }, stop: {})
      try write("one", in: directory, task: 1, attempt: 0)
      try write("one again", in: directory, task: 1, attempt: 1)
      try write("oh", in: directory, task: 1, attempt: 1, isError: true)
      try write("zero", in: directory, task: 0)
      printer.add(EndedTask(step: 0, task: 1, attempt: 1, failure: "failed"))
      printer.add(EndedTask(step: 0, task: 0, attempt: 0, failure: nil))
      printer.add(EndedTask(step: 0, task: 2, attempt: 0, failure: nil))
      #expect(printer.finish() == nil)
      #expect(paper.all == ["1 zero", "1 one again", "2 oh", "2 failed\n"])
      #expect(try FileSystem.list(directory).isEmpty)
    }
  }

  @Test func stopsTheJobWhenNobodyReads() async throws {
    try await TemporaryDirectory.with { directory in
      let stops = Atomic(0)
      let printer = try OutputPrinter(
        directory: directory, isOrdered: false,
        write: { _, _ throws(SystemError) in throw SystemError("write", errno: EPIPE) }, describe: { _ in nil },
        stop: { stops.add(1, ordering: .relaxed) })
      for task in 0..<3 {
        try write("text", in: directory, task: task)
        printer.add(EndedTask(step: 0, task: task, attempt: 0, failure: nil))
      }
      #expect(printer.finish() == .closed)
      #expect(stops.load(ordering: .relaxed) == 1)
      #expect(try FileSystem.list(directory).isEmpty)
    }
  }

  @Test func aLineAboutATaskBeginsBelowWhatWasPrinted() async throws {
    try await TemporaryDirectory.with { directory in
      let paper = Paper()
      let printer = try OutputPrinter(
        directory: directory, isOrdered: false, write: { paper.write($0, $1) },
        beginLine: { paper.text.withLock { $0.append((0, "begin")) } }, describe: { $0.failure }, stop: {})
      try write("no line's end", in: directory, task: 0)
      printer.add(EndedTask(step: 0, task: 0, attempt: 0, failure: "failed"))
      printer.add(EndedTask(step: 0, task: 1, attempt: 0, failure: nil))
      #expect(printer.finish() == nil)
      #expect(paper.all == ["1 no line's end", "0 begin", "2 failed", "0 begin"])
    }
  }

  @Test func linesAboutTasksAreBounded() throws {
    let paper = Paper()
    let printer = try OutputPrinter(
      directory: nil, isOrdered: false, write: { paper.write($0, $1) }, describe: { "task \($0.task)\n" }, stop: {})
    for task in 0..<500 { printer.add(EndedTask(step: 0, task: task, attempt: 0, failure: "x")) }
    #expect(printer.finish() == nil)
    #expect(paper.all.count == 101)
    #expect(paper.all.last?.contains("croft tasks") == true)
  }
}
