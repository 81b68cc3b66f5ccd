import CroftTesting
import Testing

extension FarmTests {
  @Suite struct KMeansTests {
    @Test(arguments: Place.allCases)
    func clustersAreThoseOfAPlainLoop(place: Place) async throws {
      var random = SeededRandom(seed: 3)
      let middles = [[0.0, 0, 0], [4, 1, 0], [1, 5, 2], [3, 3, 3]]
      let points = (0..<400).map { _ in
        middles[random.below(middles.count)].map { $0 + Double.random(in: -1.5...1.5, using: &random) }
      }
      let output = try await TemporaryDirectory.with { directory in
        let text = points.map { $0.map { "\($0)" }.joined(separator: " ") }.joined(separator: "\n")
        try TestFile.write(text, to: "\(directory)/points")
        return try await ExampleProgram.output(
          of: "kmeans", [directory, "--clusters", "4", "--rounds", "7"], on: place)
      }
      let expected = Self.clusters(of: points, count: 4, rounds: 7)
      let printed = ExampleProgram.words(output).map { $0.compactMap { Double($0) } }
      #expect(printed.count == expected.count)
      for (line, cluster) in zip(printed, expected) {
        #expect(line.count == 4 && line[0] == Double(cluster.count))
        for (a, b) in zip(line.dropFirst(), cluster.center) { #expect(abs(a - b) < 2e-6) }
      }
    }

    @Test(arguments: [
      ("1 2\n3\n", "have 1 and 2 dimensions"), ("1 2\n1 x\n", "\"x\" is no number"),
      ("1 2\n1 2\n", "2 clusters were asked for, and there are only 1 different points"),
    ])
    func pointsThatMakeNoSenseAreExplained(text: String, problem: String) async throws {
      let complaint = try await TemporaryDirectory.with { directory in
        try TestFile.write(text, to: "\(directory)/points")
        return try await ExampleProgram.complaint(of: "kmeans", [directory])
      }
      #expect(complaint.contains(problem))
    }

    /// Lloyd's algorithm from points that are far from each other.
    private static func clusters(
      of points: [[Double]], count: Int, rounds: Int
    ) -> [(count: Int, center: [Double])] {
      func distance(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      var centers = [points[0]]
      while centers.count < count {
        centers.append(
          points.max { a, b in
            centers.map { distance(a, $0) }.min()! < centers.map { distance(b, $0) }.min()!
          }!)
      }
      var sizes = centers.map { _ in 0 }
      for _ in 0..<rounds {
        let groups = Dictionary(grouping: points) { point in
          centers.indices.min { distance(point, centers[$0]) < distance(point, centers[$1]) }!
        }
        for index in centers.indices {
          guard let group = groups[index] else { continue }
          sizes[index] = group.count
          centers[index] = centers[index].indices.map { axis in
            group.reduce(0) { $0 + $1[axis] } / Double(group.count)
          }
        }
      }
      return zip(sizes, centers).map { (count: $0, center: $1) }
    }
  }
}
