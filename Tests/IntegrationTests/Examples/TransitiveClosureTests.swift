import CroftTesting
import Testing

extension FarmTests {
  @Suite struct TransitiveClosureTests {
    @Test(arguments: Place.allCases)
    func pairsAreThoseOfAPlainSearch(place: Place) async throws {
      var random = SeededRandom(seed: 5)
      // A chain of eight, which takes three doublings, and edges at random, some of them in circles.
      let chain = (0..<8).map { ("c\($0)", "c\($0 + 1)") }
      let edges = chain + (0..<60).map { _ in ("n\(random.below(50))", "n\(random.below(50))") }
      let (output, saved) = try await TemporaryDirectory.with { directory in
        let text = edges.map { "\($0.0) \($0.1)\n" }.joined()
        try TestFile.write(text, to: "\(directory)/edges")
        let output = try await ExampleProgram.output(
          of: "transitiveclosure", ["\(directory)/edges", "--output", "\(directory)/out"], on: place)
        return (output, try TestDirectory.text(of: "\(directory)/out"))
      }
      let expected = Self.reachable(by: edges).sorted()
      #expect(saved == expected.map { $0 + "\n" }.joined())
      #expect(output == "\(expected.count) pairs are connected\n")
    }

    @Test func aLineThatIsNoEdgeIsShown() async throws {
      let complaint = try await TemporaryDirectory.with { directory in
        try TestFile.write("a b\nlonely\n", to: "\(directory)/edges")
        return try await ExampleProgram.complaint(of: "transitiveclosure", [directory])
      }
      #expect(complaint.contains("\"lonely\" is not an edge: write two names on a line"))
    }

    /// The pairs of which the second can be reached from the first.
    private static func reachable(by edges: [(String, String)]) -> [String] {
      let next = Dictionary(grouping: edges, by: \.0).mapValues { $0.map(\.1) }
      return next.keys.flatMap { start in
        var seen: Set<String> = []
        var rest = next[start, default: []]
        while let place = rest.popLast() {
          if seen.insert(place).inserted { rest += next[place, default: []] }
        }
        return seen.map { "\(start) \($0)" }
      }
    }
  }
}
