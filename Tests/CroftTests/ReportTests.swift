import Croft
import CroftDriver
import CroftTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct ReportTests {
  @Test func aReportCountsWhatCountedAlthoughATaskWasRetried() async throws {
    try await TemporaryDirectory.with { directory in
      let input = "\(directory)/input"
      try TestFile.write(String(repeating: "one two\n", count: 100), to: input)
      let job = CountedWords(input: input)
      let (counts, report) = try await LocalFarm.with { try await $0.runReporting(job) }
      #expect(counts.sorted { $0.0 < $1.0 }.map(\.1) == [100, 100])
      #expect(report.name == "counted words")
      #expect(report.seconds > 0 && report.seconds < 60)
      #expect(report.stages.map(\.name) == ["reduceByKey", "collect"])
      #expect(report.stages.map(\.tasks) == [2, 2])
      #expect(report.stages.map(\.isSkipped) == [false, false])
      #expect(report.stages.map(\.resumedTasks) == [0, 0])
      #expect(report.stages.allSatisfy { $0.busySeconds > 0 })
      #expect(report.bytes.input == 800)
      #expect(report.stages[0].bytes.shuffleWritten > 0)
      #expect(report.stages[1].bytes.shuffleRead > 0 && report.bytes.shuffleRead <= report.bytes.shuffleWritten)
      #expect(report.bytes.spilled == 0 && report.bytes.output == 0)
      #expect(report.failures.errors == 2)
      #expect(report.failures.timeouts == 0 && report.failures.speculated == 0)
      // The attempts that failed had seen lines too.
      #expect(report.accumulators[CountedWords.lines] == 100)
      #expect(report.accumulators[CountedWords.words] == 200)
    }
  }

  @Test func whatAJobWritesIsReported() async throws {
    try await TemporaryDirectory.with { directory in
      let job = SavedNumbers(count: 10, partitions: 3, path: "\(directory)/output")
      let report = try await LocalFarm.with { try await $0.runReporting(job).report }
      #expect(report.bytes.output == 20)
      #expect(report.name == "SavedNumbers")
    }
  }

  @Test func aJobThatWritesMoreThanItMayFailsAndSaysWhichStageDid() async throws {
    var configuration = FarmConfiguration(name: "test")
    configuration.scratchLimitBytes = 5_000
    let farm = try Farm.connect(master: "local[2]", configuration)
    defer { farm.close() }
    let error = await jobError { _ = try await farm.run(SquareCounts(count: 10_000)) }
    #expect(error?.code == .scratchLimit)
    let message = error?.message ?? ""
    #expect(message.contains("job 1 (SquareCounts) has written more to its scratch directory than the 5.0 kB"))
    #expect(message.contains("stage 0"), "\(message)")
    #expect(message.contains("--scratch-limit"))
    // Another job of the same farm has the whole limit for itself.
    #expect(try await farm.run(SquareCounts(count: 10)) == 10)
  }
}
