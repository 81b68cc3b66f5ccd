import Glibc

/// A case whose time is compared with a baseline's: both do the same work on the same input, in turns, and have to find
/// the same.
protocol ComparedCase {
  /// One line of the result. A case that has no result to compare checks ours by itself, and returns none.
  associatedtype Line: Equatable & Sendable

  static var benchmark: BenchmarkCase { get }
  var runs: Int { get }
  /// What its size is called and how much it is, for the report.
  var size: (name: String, value: Int) { get }
  /// The cores that the manager has to hand out.
  static var cores: Int { get }

  /// Makes the input, once for all runs.
  func prepare(_ bench: Workbench) async throws
  func runBaseline(_ bench: Workbench) async throws -> Timed<[Line]>
  func runOurs(_ bench: Workbench) async throws -> Timed<[Line]>
}

/// Our time and the baseline's, measured one after the other.
typealias TimedPair = (ours: Double, baseline: Double)

extension ComparedCase {
  static var cores: Int { 2 }

  func prepare(_ bench: Workbench) async throws {}

  func measure() async throws -> BenchmarkReport {
    let pairs = try await Workbench.with(cores: Self.cores) { bench in
      try await prepare(bench)
      return try await measurePairs(bench)
    }
    var report = BenchmarkReport(Self.benchmark, runs: runs)
    report.add(size.name, size.value)
    report.addComparison(pairs)
    report.add("\(size.name)PerSecond", Double(size.value) / pairs.map(\.ours).median)
    return report
  }

  /// In turns, so that what slows the machine down for a while slows both.
  func measurePairs(_ bench: Workbench) async throws -> [TimedPair] {
    var pairs: [TimedPair] = []
    for _ in 0..<runs {
      // What the run before has written must not slow this one down when the kernel wants it on disk.
      sync()
      let baseline = try await runBaseline(bench)
      sync()
      let ours = try await runOurs(bench)
      try expectSame(ours.value, baseline.value)
      pairs.append((ours.seconds, baseline.seconds))
    }
    return pairs
  }

  private func expectSame(_ ours: [Line], _ baseline: [Line]) throws {
    if let (place, pair) = zip(ours, baseline).enumerated().first(where: { $0.element.0 != $0.element.1 }) {
      throw WrongResult("line \(place + 1): ours is \(pair.0), the baseline's is \(pair.1)")
    }
    guard ours.count == baseline.count else {
      throw WrongResult("ours has \(ours.count) lines, the baseline's has \(baseline.count)")
    }
  }
}

/// A case computed something else than it should: its time means nothing.
struct WrongResult: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
