import Croft
import CroftLinux
import CroftProtocol

/// Records of 100 bytes sorted by a key of 10, from file to file, against sort(1) of the same lines.
struct SortCase: ComparedCase {
  static let benchmark = BenchmarkCase.sort
  let runs: Int
  let bytes: Int
  var size: (name: String, value: Int) { ("bytes", bytes) }

  func prepare(_ bench: Workbench) throws {
    try GeneratedRecords(records: bytes / GeneratedRecords.recordBytes).write(to: bench.path("records"))
  }

  /// The lines are compared as a whole. Their keys come first and no two are alike, so that makes the same order as a
  /// comparison of the keys, and is the quickest that sort(1) has.
  func runBaseline(_ bench: Workbench) async throws -> Timed<[RecordsDigest]> {
    let output = bench.path("sorted-by-baseline")
    let options = ["--parallel=\(Baseline.threads)", "--temporary-directory=\(bench.directory)"]
    // Giving back the room of the last run's output is not part of sorting.
    try FileSystem.removeTree(output)
    let result = try await Baseline.runProgram(
      "/usr/bin/sort", options + ["--output=\(output)", bench.path("records")], environment: ["LC_ALL": "C"])
    return Timed(seconds: result.seconds, value: [try RecordsDigest(of: [output])])
  }

  func runOurs(_ bench: Workbench) async throws -> Timed<[RecordsDigest]> {
    try await sort(bench, executorMemoryBytes: FarmConfiguration.defaultExecutorMemoryBytes)
  }

  /// From the connection to the committed files: the start of the executors counts.
  func sort(_ bench: Workbench, executorMemoryBytes: Int) async throws -> Timed<[RecordsDigest]> {
    let output = bench.path("sorted")
    try FileSystem.removeTree(output)
    let seconds = try await Stopwatch.seconds {
      try await bench.withFarm("sort", executorMemoryBytes: executorMemoryBytes) { farm in
        try await farm.run(SortedRecords(input: bench.path("records"), output: output))
      }
    }
    let parts = try FileSystem.list(output).filter { $0.hasPrefix("part-") }.sorted()
    return Timed(seconds: seconds, value: [try RecordsDigest(of: parts.map { "\(output)/\($0)" })])
  }
}

/// What tells whether two lists of records are the same: how many there are, and a hash of them all in their order.
struct RecordsDigest: Equatable, Sendable {
  private(set) var count = 0
  private(set) var hash: UInt64 = 0

  /// - Parameter paths: files whose records follow one another.
  init(of paths: [String]) throws {
    for path in paths {
      let file = try MappedFile(path: path)
      guard let start = file.bytes.baseAddress else { continue }
      for record in stride(from: 0, to: file.size, by: GeneratedRecords.recordBytes) {
        let length = min(GeneratedRecords.recordBytes, file.size - record)
        hash = StableHash.hash(hash ^ StableHash.hash(start + record, count: length))
        count += 1
      }
    }
  }
}
