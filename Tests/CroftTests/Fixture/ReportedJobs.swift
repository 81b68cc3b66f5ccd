import Croft
import Synchronization

/// Counts words and, beside, lines and words; the first two attempts of a task fail after they have read everything.
struct CountedWords: Job {
  static let lines = Accumulator<Int>.sum("lines")
  static let words = Accumulator<Int>.sum("words")
  private static let failures = Atomic(0)

  var input: String
  var jobName: String { "counted words" }

  var body: Action<[(Text, Int)]> {
    Dataset.lines(in: input, partitions: 2)
      .tap(Self.lines) { _ in 1 }
      .flatMap { $0.split(separator: " ") }
      .tap(Self.words) { _ in 1 }
      .mapPartitionsWithIndex { partition, words in
        if partition == 1, Self.failures.add(1, ordering: .relaxed).newValue <= 2 { throw FirstAttempts() }
        return words
      }
      .map { ($0, 1) }
      .reduceByKey(+, partitions: 2)
      .collect()
  }

  struct FirstAttempts: Error {}
}

/// A shuffle of every number.
struct SquareCounts: Job {
  var count: Int
  var body: Action<Int> { Dataset.range(0..<count, partitions: 4).map { ($0 * $0, 1) }.reduceByKey(+).count() }
}
