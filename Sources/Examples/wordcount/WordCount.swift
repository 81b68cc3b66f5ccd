import Croft

/// The most frequent words of a text.
struct WordCount: Job {
  var input: [String]
  var limit: Int
  var partitions: Int?

  var body: Action<[(Text, Int)]> {
    Dataset.lines(in: input, partitions: partitions)
      .flatMap { $0.split(separator: " ") }
      .map { ($0, 1) }
      .reduceByKey(+, partitions: partitions)
      .top(limit) { ($0.1, $1.0) < ($1.1, $0.0) }
  }
}
