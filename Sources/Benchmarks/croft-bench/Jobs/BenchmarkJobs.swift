import Croft

/// Tasks that do nothing at all.
struct EmptyTasks: Job {
  var tasks: Int
  var body: Action<Int> { Dataset.range(0..<0, partitions: tasks).count() }
}

/// Four operators over integers, each of which the compiler can see through.
struct Pipeline: Job {
  var elements: Int
  var partitions: Int

  var body: Action<Int> {
    Dataset.range(0..<elements, partitions: partitions)
      .map { $0 &* 3 }
      .filter { $0 % 2 == 0 }
      .map { $0 &+ 1 }
      .count()
  }
}

struct MostFrequentWords: Job {
  var input: String

  var body: Action<[(Text, Int)]> {
    Dataset.lines(in: input)
      .flatMap { $0.split(separator: " ") }
      .map { ($0, 1) }
      .reduceByKey(+)
      .top(20) { ($0.1, $1.0) < ($1.1, $0.0) }
  }
}
