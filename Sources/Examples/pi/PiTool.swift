import Croft

@main
struct PiTool: Application {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "pi", abstract: "Estimates π by throwing random points at a square.",
      discussion: "Example: pi --master local[2] --points 10000000")
  }

  @Option(help: "How many points to throw.")
  var points = 10_000_000

  @Option(help: "Another seed throws other points.")
  var seed: UInt64 = 1

  @Option(help: "How many tasks. Default: as many as run at once.")
  var partitions: Int?

  func validate() throws {
    guard points > 0 else { throw ValidationError("--points \(points): at least one is needed") }
  }

  func run(on farm: Farm) async throws {
    let inside = try await farm.run(PointsInCircle(points: points, seed: seed, partitions: partitions))
    print("π is roughly \(4 * Double(inside) / Double(points))")
  }
}
