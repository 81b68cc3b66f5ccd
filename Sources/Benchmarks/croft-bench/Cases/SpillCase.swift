import Croft

/// The sort by executors which together have a tenth of the input's size in memory, against the same with enough.
struct SpillCase: ComparedCase {
  static let benchmark = BenchmarkCase.spill

  let runs: Int
  let bytes: Int
  var size: (name: String, value: Int) { ("bytes", bytes) }

  private static let executors = 2
  /// What is sorted is in memory once, with what tells its order; a task that merges holds no more.
  private static let enoughMemoryFactor = 2

  private var sort: SortCase { SortCase(runs: runs, bytes: bytes) }

  func prepare(_ bench: Workbench) throws { try sort.prepare(bench) }

  func runBaseline(_ bench: Workbench) async throws -> Timed<[RecordsDigest]> {
    try await sort.sort(bench, executorMemoryBytes: Self.enoughMemoryFactor * bytes)
  }

  func runOurs(_ bench: Workbench) async throws -> Timed<[RecordsDigest]> {
    try await sort.sort(bench, executorMemoryBytes: bytes / 10 / Self.executors)
  }
}
