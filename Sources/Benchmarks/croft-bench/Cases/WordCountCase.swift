import Croft
import CroftLinux
import CroftTesting

/// The most frequent words of a generated text, against a C program that does the same with as many threads.
struct WordCountCase {
  let runs: Int
  let bytes: Int

  private static let slots = 2

  func measure() async throws -> BenchmarkReport {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/words.txt"
      try GeneratedText(bytes: bytes).write(to: path)
      let pairs = try await PrivateManager.with(cores: Self.slots) { manager in
        var pairs: [(ours: Double, baseline: Double)] = []
        for _ in 0..<runs {
          let (baseline, expected) = try await runBaseline(path)
          let (ours, found) = try await runOurs(path, manager)
          guard found == expected else { throw WrongResult("ours: \(found)\nbaseline: \(expected)") }
          pairs.append((ours, baseline))
        }
        return pairs
      }
      var report = BenchmarkReport(.wordcount, runs: runs)
      report.add("bytes", bytes)
      report.addComparison(pairs)
      return report
    }
  }

  /// From the connection to the result, so the start of the executors counts, as the start of its process does for C.
  private func runOurs(_ path: String, _ manager: PrivateManager) async throws -> (seconds: Double, words: [String]) {
    var words: [String] = []
    let seconds = try await Stopwatch.seconds {
      let farm = try Farm.connect(
        master: manager.masterURL, FarmConfiguration(name: "wordcount", executors: Self.slots, executorCores: 1))
      words = try await farm.run(MostFrequentWords(input: path)).map { "\($0.1) \($0.0)" }
      farm.close()
    }
    return (seconds, words)
  }

  private func runBaseline(_ path: String) async throws -> (seconds: Double, words: [String]) {
    let program = ProgramFinder.path(of: "wordcount-baseline")
    let result = try await ChildProcess.run(program, [path, String(Self.slots)])
    guard result.exit == .exited(code: 0) else { throw WrongResult("the baseline failed: \(result.standardError)") }
    return (result.seconds, result.standardOutput.split(separator: "\n").map(String.init))
  }
}
