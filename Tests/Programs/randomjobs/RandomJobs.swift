import ArgumentParser
import Croft
import RandomPrograms

/// Runs random programs on a farm and says which of them went wrong.
@main
struct RandomJobs: Application {
  @Option(help: "The first program's seed.") var seed: UInt64 = 0
  @Option(help: "How many programs.") var count: UInt64 = 100
  @Option(help: "How many tasks can run at once.") var parallelism = 2
  @Option(help: "A directory for programs' output.") var directory: String
  @Flag(help: "Kill an executor now and then.") var crashes = false

  func run(on farm: Farm) async throws {
    let trialFarm = TrialFarm(farm, parallelism: parallelism, directory: directory)
    let options = ProgramDraw.Options(parallelism: parallelism, crashDirectory: crashes ? directory : nil)
    for seed in seed..<seed + count {
      guard let problem = await ProgramTrial.problem(seed: seed, options, on: trialFarm) else { continue }
      print(problem)
      throw ExitCode.failure
    }
    print("\(count) programs from seed \(seed) on gave what the interpreter gives")
  }
}
