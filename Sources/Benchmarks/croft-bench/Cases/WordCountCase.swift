import Croft

/// The most frequent words of a generated text, against C with as many threads.
struct WordCountCase: ComparedCase {
  static let benchmark = BenchmarkCase.wordcount

  let runs: Int
  let bytes: Int
  var size: (name: String, value: Int) { ("bytes", bytes) }

  func prepare(_ bench: Workbench) throws { try GeneratedText(bytes: bytes).write(to: bench.path("words.txt")) }

  func runBaseline(_ bench: Workbench) async throws -> Timed<[String]> {
    let result = try await Baseline.run(["wordcount", bench.path("words.txt"), "\(Baseline.threads)"])
    return Timed(seconds: result.seconds, value: result.value.map(String.init))
  }

  /// From the connection to the result: the start of the executors counts.
  func runOurs(_ bench: Workbench) async throws -> Timed<[String]> {
    try await Stopwatch.timed {
      try await bench.withFarm("wordcount") { farm in
        try await farm.run(MostFrequentWords(input: bench.path("words.txt"))).map { "\($0.1) \($0.0)" }
      }
    }
  }
}
