import Croft

@main
struct TransitiveClosureTool: Application {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "transitiveclosure", abstract: "Tells what can be reached from where in a directed graph.",
      discussion: """
        The input has an edge on each line: where it starts and where it ends, with a blank or a tab between them. \
        Lines that begin with # are comments. The output has a line like it for each pair that is connected by edges.

        Example: transitiveclosure --master local[2] --output reachable edges.txt
        """)
  }

  @Argument(help: "Files, directories or glob patterns.")
  var input: [String]

  @Option(help: "A new directory for the pairs; only their number is printed if not given.")
  var output: String?

  @Flag(help: "Replace what an earlier run has written.")
  var overwrite = false

  func run(on farm: Farm) async throws {
    var routes = Routes(input: input, doublings: 0)
    var (count, countBefore) = (try await farm.run(RouteCount(routes: routes)), 0)
    while count > countBefore {
      let longer = Routes(input: input, doublings: routes.doublings + 1)
      countBefore = count
      count = try await farm.run(RouteCount(routes: longer))
      // The longer ones were found from these, which nobody needs any more.
      try farm.unpersist(routes)
      routes = longer
    }
    if let output {
      try await farm.run(SavedRoutes(routes: routes, output: output, overwrite: overwrite))
    }
    print("\(count) pairs are connected")
  }
}
