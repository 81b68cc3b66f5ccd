import Croft

/// The pages that the most important pages link to. (Page and Brin, "The anatomy of a large-scale hypertextual Web
/// search engine", 1998.)
///
/// All rounds are one job: `links` is partitioned by page once and kept, every round's ranks come out of
/// `reduceByKey` partitioned in the same way, and so the join of both moves nothing. Only what pages pass on to each
/// other is shuffled.
struct PageRank: Job {
  var input: [String]
  var rounds: Int
  /// The part of its rank that a page passes on.
  var damping: Double
  var limit: Int

  var body: Action<[(Text, Double)]> {
    let damping = damping
    let links = Dataset.lines(in: input)
      .filter { !$0.isEmpty && $0.first != UInt8(ascii: "#") }
      .map { try Link($0) }
      // A page that links nowhere is a page too.
      .flatMap { link -> [(Text, Text?)] in [(link.source, link.target), (link.target, nil)] }
      .aggregateByKey(into: Set<Text>()) { pages, target in
        if let target { pages.insert(target) }
      } combining: {
        $0.formUnion($1)
      }
      .cache()
    var ranks = links.mapValues { _ in 1.0 }
    for _ in 0..<rounds {
      ranks = links.join(ranks)
        .flatMap { page, linked -> [(Text, Double)] in
          let (targets, rank) = linked
          // Nothing goes to the page itself, but it stays in the dataset, even if no page links to it.
          return [(page, 0)] + targets.map { ($0, rank / Double(targets.count)) }
        }
        .reduceByKey(+)
        .mapValues { 1 - damping + damping * $0 }
    }
    return ranks.top(limit) { ($0.1, $1.0) < ($1.1, $0.0) }
  }
}

/// A line of the input: the page that links, then the page it links to.
struct Link {
  let source: Text
  let target: Text

  init(_ line: Text) throws {
    let isTabbed = line.contains(UInt8(ascii: "\t"))
    let pages = Array(line.split(separator: isTabbed ? "\t" : " "))
    guard pages.count == 2 else { throw MalformedLink(line: String(line)) }
    (source, target) = (pages[0].trimmed(), pages[1].trimmed())
  }
}

struct MalformedLink: Error, CustomStringConvertible {
  let line: String

  var description: String {
    "\"\(line)\" is not a link: write two pages on a line, with a blank or a tab between them"
  }
}
