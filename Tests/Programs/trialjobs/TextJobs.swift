import Croft

/// Every word with its number.
struct WordFrequencies: Job {
  var input: [String]
  var partitions: Int?

  var body: Action<[(Text, Int)]> {
    Dataset.lines(in: input, partitions: partitions)
      .flatMap { $0.split(separator: " ") }
      .map { ($0, 1) }
      .reduceByKey(+, partitions: partitions)
      .collect()
  }
}

/// How many lines there are, and how long the longest is; nil if there are none.
struct LineLengths: Job {
  var input: [String]
  var partitions: Int?

  var body: Action<(Int, Int)?> {
    Dataset.lines(in: input, partitions: partitions)
      .map { (1, $0.count) }
      .reduce { ($0.0 + $1.0, max($0.1, $1.1)) }
  }
}

/// Writes numbered lines.
struct NumberedLines: Job {
  var count: Int
  var partitions: Int?
  var output: String

  var body: Action<Void> {
    Dataset.range(0..<count, partitions: partitions).map { "line \($0)" }.saveAsTextFile(output)
  }
}
