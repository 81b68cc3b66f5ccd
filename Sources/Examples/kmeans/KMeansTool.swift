import Croft

@main
struct KMeansTool: Application {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "kmeans", abstract: "Finds clusters of points, and prints their centers.",
      discussion: """
        The input has a point on each line: as many numbers as it has dimensions, with blanks between them. The output \
        has a cluster on each line: how many points it has, and its center.

        Example: kmeans --master local[2] --clusters 3 points.txt
        """)
  }

  @Argument(help: "Files, directories or glob patterns.")
  var input: [String]

  @Option(help: "How many clusters to find.")
  var clusters = 2

  @Option(help: "How many rounds to go at most.")
  var rounds = 20

  @Option(help: "Stop when no center moves farther than this in a round.")
  var tolerance = 1e-6

  func validate() throws {
    guard clusters > 0 else { throw ValidationError("--clusters \(clusters): at least one is needed") }
    guard rounds > 0 else { throw ValidationError("--rounds \(rounds): at least one is needed") }
    guard tolerance >= 0 else { throw ValidationError("--tolerance \(tolerance): it can't be negative") }
  }

  func run(on farm: Farm) async throws {
    let points = Points(input: input)
    var centers = try await startingCenters(points, farm)
    var found: [Cluster] = []
    for round in 1...rounds {
      found = try await farm.run(Assignment(points: points, centers: centers))
      let moved = zip(found, centers).map { $0.mean ?? $1 }
      let farthest = try zip(centers, moved).map { try Center.squaredDistance($0, $1) }.max() ?? 0
      centers = moved
      report(round, found)
      if farthest <= tolerance * tolerance { break }
    }
    for (cluster, center) in zip(found, centers) {
      print(cluster.count, center.map { "\(($0 * 1e6).rounded() / 1e6)" }.joined(separator: " "))
    }
  }

  /// Points that are far from each other: the first one, then always the one that is the farthest from all so far.
  private func startingCenters(_ points: Points, _ farm: Farm) async throws -> [[Double]] {
    guard let first = try await farm.run(FirstPoint(points: points)) else {
      throw TooFewPoints(wanted: clusters, found: 0)
    }
    var centers = [first]
    while centers.count < clusters {
      let farthest = try await farm.run(FarthestPoint(points: points, centers: centers))
      guard let (squaredDistance, point) = farthest, squaredDistance > 0 else {
        throw TooFewPoints(wanted: clusters, found: centers.count)
      }
      centers.append(point)
    }
    return centers
  }

  private func report(_ round: Int, _ clusters: [Cluster]) {
    var errors = StandardError()
    let distance = clusters.reduce(0) { $0 + $1.squaredDistance }
    print("round \(round): squared distances add up to \(distance)", to: &errors)
  }
}

struct TooFewPoints: Error, CustomStringConvertible {
  let wanted: Int
  let found: Int

  var description: String { "\(wanted) clusters were asked for, and there are only \(found) different points" }
}
