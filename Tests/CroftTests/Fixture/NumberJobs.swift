import Croft

/// The jobs of the tests of operators and actions: each over a range, cut into so many partitions.
struct Squares: Job {
  var count: Int
  var partitions: Int?
  var body: Action<[Int]> { Dataset.range(0..<count, partitions: partitions).map { $0 * $0 }.collect() }
}

struct Copies: Job {
  var count: Int
  var partitions: Int?
  var body: Action<[Int]> {
    Dataset.range(0..<count, partitions: partitions).flatMap { repeatElement($0, count: $0 % 3) }.collect()
  }
}

struct OddCount: Job {
  var count: Int
  var partitions: Int?
  var body: Action<Int> { Dataset.range(0..<count, partitions: partitions).filter { $0 % 2 == 1 }.count() }
}

/// One number for each partition.
struct PartitionSums: Job {
  var count: Int
  var partitions: Int?
  var body: Action<[Int]> {
    Dataset.range(0..<count, partitions: partitions).mapPartitions { [$0.reduce(0, +)] }.collect()
  }
}

struct LetterCounts: Job {
  var words: [String]
  var partitions: Int?
  var body: Action<[(String, Int)]> {
    Dataset.parallelize(words, partitions: partitions)
      .flatMap { $0.map { (String($0), 1) } }
      .reduceByKey(+, partitions: partitions)
      .collect()
  }
}

/// Two shuffles, one after the other.
struct CountsOfCounts: Job {
  var count: Int
  var partitions: Int?
  var body: Action<[(Int, Int)]> {
    Dataset.range(0..<count, partitions: partitions)
      .map { ($0 % 10, 1) }
      .reduceByKey(+, partitions: partitions)
      .map { ($0.1, 1) }
      .reduceByKey(+)
      .collect()
  }
}

/// Order matters: a partition's result has to come after those before it.
struct Concatenation: Job {
  var count: Int
  var partitions: Int?
  var body: Action<String?> { Dataset.range(0..<count, partitions: partitions).map { "\($0)," }.reduce(+) }
}

struct First: Job {
  var count: Int
  var partitions: Int?
  var limit: Int
  var body: Action<[Int]> { Dataset.range(0..<count, partitions: partitions).take(limit) }
}

struct Largest: Job {
  var count: Int
  var partitions: Int?
  var limit: Int
  var body: Action<[Int]> {
    Dataset.range(0..<count, partitions: partitions).map { ($0 * 7919) % 10007 }.top(limit)
  }
}

struct SavedNumbers: Job {
  var count: Int
  var partitions: Int?
  var path: String
  /// The number that can't be written.
  var refused: Int?
  var body: Action<Void> {
    let refused = refused
    return Dataset.range(0..<count, partitions: partitions)
      .map { number in
        if number == refused { throw Unwritable() }
        return number
      }
      .saveAsTextFile(path)
  }
}

struct Unwritable: Error {}

struct AllLines: Job {
  var input: [String]
  var partitions: Int?
  var body: Action<[Text]> { Dataset.lines(in: input, partitions: partitions).collect() }
}
