import Croft

/// A result of more than a mebibyte from each task.
struct LongStrings: Job {
  var count: Int
  var partitions: Int?

  var body: Action<[String]> {
    Dataset.range(0..<count, partitions: partitions).map { "\($0) " + String(repeating: "x", count: 2000) }.collect()
  }
}

struct FirstNumbers: Job {
  var count: Int
  var partitions: Int?
  var limit: Int

  var body: Action<[Int]> { Dataset.range(0..<count, partitions: partitions).take(limit) }
}

struct LargestSquares: Job {
  var count: Int
  var partitions: Int?
  var limit: Int

  var body: Action<[Int]> {
    let count = count
    return Dataset.range(0..<count, partitions: partitions).map { $0 * $0 % count }.top(limit)
  }
}

/// Ends only when it is stopped, and then at once.
struct Endless: Job {
  var partitions: Int
  var body: Action<Int> { Dataset.range(0..<Int.max, partitions: partitions).filter { _ in false }.count() }
}

/// A shuffle of every number.
struct DistinctSquares: Job {
  var count: Int
  var partitions: Int?
  var jobName: String { "distinct squares" }
  var body: Action<Int> {
    Dataset.range(0..<count, partitions: partitions).map { ($0 * $0, 1) }.reduceByKey(+).count()
  }
}

/// Prints in its executors.
struct Greetings: Job {
  var partitions: Int

  var body: Action<Int> {
    Dataset.range(0..<partitions, partitions: partitions)
      .map { number in
        print("greetings from task \(number)")
        return number
      }
      .count()
  }
}
