import Croft
import CroftLinux
import RandomPrograms

/// A farm for random programs.
final class TrialFarm: ProgramFarm {
  let parallelism: Int
  private let farm: Farm
  private let directory: String
  private var outputCount = 0

  init(_ farm: Farm, parallelism: Int, directory: String) {
    self.farm = farm
    self.parallelism = parallelism
    self.directory = directory
  }

  func makeOutputPath() -> String {
    outputCount += 1
    return "\(directory)/output-\(outputCount)"
  }

  func savedFiles(in path: String) throws -> [String] {
    // A few hundred short lines.
    let maximumBytes = 1 << 20
    return try FileSystem.list(path).filter { $0.hasPrefix("part-") }.sorted().map {
      try FileSystem.readText("\(path)/\($0)", maximumBytes: maximumBytes)
    }
  }

  func run<Value: Job>(_ job: Value) async throws -> (output: Value.Output, accumulators: AccumulatorValues) {
    let (output, report) = try await farm.runReporting(job)
    return (output, report.accumulators)
  }
}
