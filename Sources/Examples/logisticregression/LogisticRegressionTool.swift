import Croft

@main
struct LogisticRegressionTool: Application {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "logisticregression", abstract: "Learns from examples to tell two kinds of things apart.",
      discussion: """
        The input is CSV with a header. Its column "label" says 1 or 0; all others are numbers to tell it from, which \
        should be of about the same size. The output has a line for each of them with its weight.

        Example: logisticregression --master local[2] --rounds 100 measurements.csv
        """)
  }

  @Argument(help: "CSV files, directories or glob patterns.")
  var input: [String]

  @Option(help: "How many steps to go.")
  var rounds = 50

  @Option(help: "How far to go in a step, in units of the mean slope.")
  var rate = 1.0

  func validate() throws {
    guard rounds >= 0 else { throw ValidationError("--rounds \(rounds): it can't be negative") }
    guard rate > 0, rate.isFinite else { throw ValidationError("--rate \(rate): it has to be positive") }
  }

  func run(on farm: Farm) async throws {
    guard let names = try await farm.run(FeatureNames(input: input)).first else { throw NoObservations(input: input) }
    let observations = Observations(input: input)
    var model = Model(weights: Array(repeating: 0, count: names.count))
    for round in 0..<rounds {
      let fit = try await farm.run(Evaluation(observations: observations, model: model))
      report(round, fit)
      model.improve(by: fit, rate: rate)
    }
    let fit = try await farm.run(Evaluation(observations: observations, model: model))
    report(rounds, fit)
    print("intercept \(rounded(model.intercept))")
    for (name, weight) in zip(names, model.weights) { print("\(name) \(rounded(weight))") }
    print("\(fit.correct) of \(fit.count) labels are predicted")
  }

  private func report(_ round: Int, _ fit: Fit) {
    var errors = StandardError()
    print("round \(round): mean loss \(rounded(fit.loss / Double(fit.count)))", to: &errors)
  }

  private func rounded(_ number: Double) -> Double { (number * 1e6).rounded() / 1e6 }
}

struct NoObservations: Error, CustomStringConvertible {
  let input: [String]

  var description: String {
    "there is nothing to learn from in \(input.joined(separator: ", ")): no record follows the header"
  }
}
