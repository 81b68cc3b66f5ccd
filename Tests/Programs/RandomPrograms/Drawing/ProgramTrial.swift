/// A program that was drawn and run.
package enum ProgramTrial {
  /// A program of which nothing can be left out is found in fewer runs than this, or never.
  private static let maximumReductions = 300

  /// Draws the program of a seed, runs it, and makes a program that goes wrong as small as it can.
  ///
  /// - Returns: what went wrong, with the program, for people; nil if nothing did.
  package static func problem(
    seed: UInt64, _ options: ProgramDraw.Options, on farm: some ProgramFarm
  ) async -> String? {
    let program = ProgramDraw.program(seed: seed, options)
    guard let problem = await program.problem(on: farm) else { return nil }
    let (smallest, itsProblem) = await reduced(program, problem, on: farm)
    return """
      the program of seed \(seed) went wrong: \(problem)
      its smallest part that does so too: \(itsProblem)
      \(smallest)
      the whole of it:
      \(program)
      """
  }

  private static func reduced(
    _ program: any AnyRandomProgram, _ problem: String, on farm: some ProgramFarm
  ) async -> (any AnyRandomProgram, String) {
    var (smallest, itsProblem, runs) = (program, problem, 0)
    search: while runs < maximumReductions {
      for candidate in smallest.reductions(parallelism: farm.parallelism) {
        runs += 1
        if let problem = await candidate.problem(on: farm) {
          (smallest, itsProblem) = (candidate, problem)
          continue search
        }
        if runs >= maximumReductions { break }
      }
      break
    }
    return (smallest, itsProblem)
  }
}
