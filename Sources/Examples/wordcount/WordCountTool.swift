import Croft

@main
struct WordCountTool: Application {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "wordcount",
      abstract: "Prints the most frequent words of text files, and on standard error how the work was spread.",
      discussion: "Example: wordcount --master local[2] /usr/share/common-licenses")
  }

  @Argument(help: "Files, directories or glob patterns.")
  var input: [String]

  @Option(help: "How many words to print.")
  var limit = 20

  @Option(help: "Into how many pieces to cut the input and the words. Default: as many as tasks run at once.")
  var partitions: Int?

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit \(limit): a number of words can't be negative") }
  }

  func run(on farm: Farm) async throws {
    let words = try await farm.run(WordCount(input: input, limit: limit, partitions: partitions))
    for (word, count) in words { print(count, word) }
    var errors = StandardError()
    for executor in await farm.executors() {
      print("executor \(executor.executor) (process \(executor.processID)): \(executor.summary)", to: &errors)
    }
  }
}

extension ExecutorReport {
  /// How much it did, in words.
  fileprivate var summary: String {
    let milliseconds = Int(busySeconds * 1000)
    return "\(completedTasks) \(completedTasks == 1 ? "task" : "tasks") in \(milliseconds) ms"
  }
}
