import CroftTesting
import Glibc
import Testing

extension FarmTests {
  @Suite struct LogisticRegressionTests {
    @Test(arguments: Place.allCases)
    func weightsAreThoseOfAPlainLoop(place: Place) async throws {
      var random = SeededRandom(seed: 11)
      let rows = (0..<300).map { _ in
        let features = (0..<3).map { _ in Double.random(in: -1...1, using: &random) }
        let score = 2 * features[0] - features[1] + 0.5 + Double.random(in: -0.5...0.5, using: &random)
        return (label: score > 0 ? 1.0 : 0.0, features: features)
      }
      let output = try await TemporaryDirectory.with { directory in
        let lines = rows.map { "\($0.features[0]),\(Int($0.label)),\($0.features[1]),\($0.features[2])\n" }
        try TestFile.write("size,label,weight,age\n" + lines.joined(), to: "\(directory)/rows.csv")
        return try await ExampleProgram.output(of: "logisticregression", [directory, "--rounds", "15"], on: place)
      }
      let (weights, correct) = Self.learned(from: rows, rounds: 15, rate: 1)
      let lines = ExampleProgram.words(output)
      #expect(lines.dropLast().map { $0[0] } == ["intercept", "size", "weight", "age"])
      for (line, weight) in zip(lines, weights) { #expect(abs(Double(line[1])! - weight) < 2e-6) }
      #expect(lines.last == "\(correct) of 300 labels are predicted".split(separator: " ").map(String.init))
    }

    @Test(arguments: [
      ("label,x\n", "there is nothing to learn from"), ("x,y\n1,2\n", "there is no column named label"),
      ("label,x\n2,1\n", "the label is 2.0 and has to be 0 or 1"), ("label,x\n1,one\n", "\"one\" is no number"),
      ("label,x\n1\n", "there are 1 fields for 2 columns"),
    ])
    func rowsThatMakeNoSenseAreExplained(text: String, problem: String) async throws {
      let complaint = try await TemporaryDirectory.with { directory in
        try TestFile.write(text, to: "\(directory)/rows.csv")
        return try await ExampleProgram.complaint(of: "logisticregression", [directory])
      }
      #expect(complaint.contains(problem))
    }

    /// Gradient descent; the intercept is the weight of a feature that is always 1.
    private static func learned(
      from rows: [(label: Double, features: [Double])], rounds: Int, rate: Double
    ) -> (weights: [Double], correct: Int) {
      let inputs = rows.map { [1] + $0.features }
      var weights = inputs[0].map { _ in 0.0 }
      func predictions() -> [Double] {
        inputs.map { input in 1 / (1 + exp(-zip(input, weights).reduce(0) { $0 + $1.0 * $1.1 })) }
      }
      for _ in 0..<rounds {
        let errors = zip(predictions(), rows).map { $0 - $1.label }
        for index in weights.indices {
          let slope = zip(errors, inputs).reduce(0) { $0 + $1.0 * $1.1[index] } / Double(rows.count)
          weights[index] -= rate * slope
        }
      }
      return (weights, zip(predictions(), rows).count { ($0 > 0.5) == ($1.label == 1) })
    }
  }
}
