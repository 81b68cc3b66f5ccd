package import CroftDataset

/// A program that somebody drew: a pipeline and an action, as a job that means the same in every process.
struct RandomProgram<Ending: ProgramEnding>: Job {
  var pipeline: Pipeline
  var ending: Ending
  /// Whether, and where, the dataset is kept from one job to the next.
  var kept: StorageLevel?
  /// Where an action writes that does so.
  var directory = ""

  var body: Action<Ending.Output> { ending.action(on: dataset, directory: directory) }

  private var dataset: Dataset<(Ending.Key, Int)> {
    guard let kept else { return pipeline.dataset(keyedBy: Ending.Key.self) }
    return DefinedPipeline<Ending.Key>(pipeline: pipeline).dataset.persist(kept)
  }
}

/// A pipeline whose dataset is known again by its value.
struct DefinedPipeline<Key: ProgramKey>: DatasetDefinition {
  var pipeline: Pipeline
  var body: Dataset<(Key, Int)> { pipeline.dataset(keyedBy: Key.self) }
}

/// A random program, whatever its result.
package protocol AnyRandomProgram: Sendable, CustomStringConvertible {
  /// Runs it, and tells what is wrong with the result; nil if nothing is.
  func problem(on farm: some ProgramFarm) async -> String?
  /// Smaller programs, the smallest first, of which one may go wrong in the same way.
  func reductions(parallelism: Int) -> [any AnyRandomProgram]
}

/// Where random programs run.
package protocol ProgramFarm {
  /// How many partitions a dataset has that was not told.
  var parallelism: Int { get }
  /// A path for a job's output that is not taken.
  func makeOutputPath() -> String
  /// The contents of the files that a job has written, in the order of their names.
  func savedFiles(in path: String) throws -> [String]
  func run<Value: Job>(_ job: Value) async throws -> (output: Value.Output, accumulators: AccumulatorValues)
}

extension RandomProgram: AnyRandomProgram {
  package func problem(on farm: some ProgramFarm) async -> String? {
    guard let model = interpreted(parallelism: farm.parallelism) else { return nil }
    do {
      if let problem = try await problem(on: farm, model, isFirstRun: true) { return problem }
      // Once more, from what was kept.
      guard kept != nil else { return nil }
      return try await problem(on: farm, model, isFirstRun: false).map { "the second time: \($0)" }
    } catch {
      return "\(error)"
    }
  }

  private func problem(on farm: some ProgramFarm, _ model: Model, isFirstRun: Bool) async throws -> String? {
    var program = self
    program.directory = farm.makeOutputPath()
    let (output, accumulators) = try await farm.run(program)
    let difference = try ending.difference(of: output, from: model) {
      try farm.savedFiles(in: program.directory)
    }
    if let difference { return difference }
    guard case .total(let total) = model.taps, ending.runsEverythingOnce, kept == nil, !mayLosePartitions else {
      return nil
    }
    let tapped = accumulators[NarrowStep.tapped]
    return tapped == total ? nil : "expected \(total) from the taps, and \(tapped) was added"
  }

  /// The rows at the end; nil if they, or what the action makes of them, are not determined.
  func interpreted(parallelism: Int) -> Model? {
    pipeline.interpreted(parallelism: parallelism).flatMap { ending.isDetermined(by: $0) ? $0 : nil }
  }

  /// Whether what was computed and tapped may go down with an executor, to be computed again.
  private var mayLosePartitions: Bool {
    let steps = pipeline.allSteps
    return steps.contains { if case .narrow(.crash) = $0 { true } else { false } } && steps.contains(where: \.keeps)
  }

  package func reductions(parallelism: Int) -> [any AnyRandomProgram] {
    var simpler = pipeline.reductions
    if kept != nil { simpler.insert(pipeline, at: 0) }
    return simpler.enumerated().map { index, pipeline in
      RandomProgram(pipeline: pipeline, ending: ending, kept: kept == nil || index == 0 ? nil : kept)
    }.filter { $0.interpreted(parallelism: parallelism) != nil }
  }

  package var description: String {
    let action = "\(String(describing: Ending.self)).\(ending)"
    return "\(pipeline)\n  ending in \(action)" + (kept.map { ", kept: \($0)" } ?? "")
  }
}
