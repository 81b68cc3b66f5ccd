import Croft

/// A way from one place to another.
struct Route: Codable, Hashable, Comparable {
  var start: Text
  var end: Text

  static func < (a: Route, b: Route) -> Bool { (a.start, a.end) < (b.start, b.end) }
}

/// All routes of up to so many edges, each once: two to the power of `doublings`.
///
/// A definition may be made of others, also of its own kind. Each one is kept, so a round finds the one before it
/// ready and only goes on from there.
struct Routes: DatasetDefinition {
  var input: [String]
  var doublings: Int

  /// The routes of half the length.
  var half: Routes { Routes(input: input, doublings: doublings - 1) }

  var body: Dataset<Route> {
    guard doublings > 0 else { return Self.edges(in: input).distinct().cache() }
    let known = half.dataset
    let longer = known.map { ($0.end, $0.start) }
      .join(known.map { ($0.start, $0.end) })
      .map { _, ends in Route(start: ends.0, end: ends.1) }
    return known.union(longer).distinct().cache()
  }

  private static func edges(in input: [String]) -> Dataset<Route> {
    Dataset.lines(in: input)
      .filter { !$0.isEmpty && $0.first != UInt8(ascii: "#") }
      .map { try Route($0) }
  }
}

/// How many routes there are.
struct RouteCount: Job {
  var routes: Routes
  var body: Action<Int> { routes.dataset.count() }
}

/// The routes in order, as lines of text in a directory.
struct SavedRoutes: Job {
  var routes: Routes
  var output: String
  var overwrite: Bool

  var body: Action<Void> {
    routes.dataset.sorted().map { "\($0.start) \($0.end)" }.saveAsTextFile(output, overwrite: overwrite)
  }
}

extension Route {
  /// - Parameter line: two names with a blank or a tab between them.
  fileprivate init(_ line: Text) throws {
    let isTabbed = line.contains(UInt8(ascii: "\t"))
    let names = Array(line.split(separator: isTabbed ? "\t" : " "))
    guard names.count == 2 else { throw MalformedEdge(line: String(line)) }
    self.init(start: names[0].trimmed(), end: names[1].trimmed())
  }
}

struct MalformedEdge: Error, CustomStringConvertible {
  let line: String

  var description: String {
    "\"\(line)\" is not an edge: write two names on a line, with a blank or a tab between them"
  }
}
