import CroftTesting
import Testing

extension FarmTests {
  @Suite struct PageRankTests {
    @Test(arguments: Place.allCases)
    func ranksAreThoseOfAPlainLoop(place: Place) async throws {
      var random = SeededRandom(seed: 7)
      let links = (0..<120).map { _ in ("page\(random.below(40))", "page\(random.below(60))") }
      let output = try await TemporaryDirectory.with { directory in
        let lines = links.map { random.isOne(in: 2) ? "\($0.0) \($0.1)" : "\($0.0)\t\($0.1)" }
        let half = lines.count / 2
        try TestFile.write("# links\n" + lines[..<half].joined(separator: "\n"), to: "\(directory)/first")
        try TestFile.write(lines[half...].joined(separator: "\n") + "\n\n", to: "\(directory)/second")
        return try await ExampleProgram.output(of: "pagerank", [directory, "--limit", "1000"], on: place)
      }
      let expected = Self.ranks(of: links, rounds: 10, damping: 0.85)
      let printed = ExampleProgram.words(output).compactMap { words in Double(words[0]).map { (words[1], $0) } }
      #expect(Set(printed.map(\.0)) == Set(expected.keys))
      #expect(printed.count == expected.count)
      for (page, rank) in printed { #expect(abs(rank - expected[page, default: 0]) < 2e-6, "\(page)") }
      #expect(printed.map(\.1) == printed.map(\.1).sorted(by: >))
    }

    @Test func aLineThatIsNoLinkIsShown() async throws {
      let complaint = try await TemporaryDirectory.with { directory in
        try TestFile.write("a b\na b c\n", to: "\(directory)/links")
        return try await ExampleProgram.complaint(of: "pagerank", [directory])
      }
      #expect(complaint.contains("\"a b c\" is not a link: write two pages on a line"))
    }

    private static func ranks(of links: [(String, String)], rounds: Int, damping: Double) -> [String: Double] {
      var targets: [String: Set<String>] = [:]
      for (source, target) in links {
        targets[source, default: []].insert(target)
        targets[target, default: []].formUnion([])
      }
      var ranks = targets.mapValues { _ in 1.0 }
      for _ in 0..<rounds {
        var next = targets.mapValues { _ in 1 - damping }
        for (source, targets) in targets {
          for target in targets { next[target]! += damping * ranks[source]! / Double(targets.count) }
        }
        ranks = next
      }
      return ranks
    }
  }
}
