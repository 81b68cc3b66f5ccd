import Croft

@main
struct PageRankTool: Application {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "pagerank", abstract: "Prints the pages that the most important pages link to.",
      discussion: """
        The input has a link on each line: the page that links and the page it links to, with a blank or a tab between \
        them. Lines that begin with # are comments.

        Example: pagerank --master local[2] links.txt
        """)
  }

  @Argument(help: "Files, directories or glob patterns.")
  var input: [String]

  @Option(help: "How many times pages pass their ranks on.")
  var rounds = 10

  @Option(help: "The part of its rank that a page passes on, from 0 to 1.")
  var damping = 0.85

  @Option(help: "How many pages to print.")
  var limit = 20

  func validate() throws {
    guard rounds >= 0 else { throw ValidationError("--rounds \(rounds): it can't be negative") }
    guard (0...1).contains(damping) else { throw ValidationError("--damping \(damping): it has to be from 0 to 1") }
    guard limit >= 0 else { throw ValidationError("--limit \(limit): a number of pages can't be negative") }
  }

  func run(on farm: Farm) async throws {
    let job = PageRank(input: input, rounds: rounds, damping: damping, limit: limit)
    for (page, rank) in try await farm.run(job) { print((rank * 1e6).rounded() / 1e6, page) }
  }
}
