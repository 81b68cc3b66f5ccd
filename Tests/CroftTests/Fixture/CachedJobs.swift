import Croft
import Synchronization

/// How often a definition's elements were computed, in this process.
final class Computations: Sendable {
  static let shared = Computations()

  private let counts = Mutex<[String: Int]>([:])

  func note(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }
  func count(_ name: String) -> Int { counts.withLock { $0[name] ?? 0 } }
}

/// Numbers that are kept, each computation noted.
struct KeptNumbers: DatasetDefinition {
  var name: String
  var level = StorageLevel.memory

  var body: Dataset<Int> {
    let name = name
    return Dataset.range(0..<100, partitions: 4)
      .map { number in
        Computations.shared.note(name)
        return number
      }
      .persist(level)
  }
}

/// Sums that are kept behind a shuffle, each element that goes into it noted.
struct KeptSums: DatasetDefinition {
  var name: String
  var level: StorageLevel

  var body: Dataset<(Int, Int)> {
    let name = name
    return Dataset.range(0..<100, partitions: 4)
      .map { number in
        Computations.shared.note(name)
        return (number % 10, number)
      }
      .reduceByKey(+, partitions: 3)
      .persist(level)
  }
}

struct CountNumbers: Job {
  var numbers: KeptNumbers
  var body: Action<Int> { numbers.dataset.count() }
}

struct TotalOfSums: Job {
  var sums: KeptSums
  var body: Action<Int?> { sums.dataset.map { $0.1 }.reduce(+) }
}

/// Keeps what nobody else can ask for.
struct CountOwnNumbers: Job {
  var name: String
  var body: Action<Int> { KeptNumbers(name: name).body.map { ($0, 1) }.reduceByKey(+).count() }
}

struct NamesOfNumbers: Job {
  var names: Broadcast<[Int: Text]>
  var body: Action<[String]> {
    let names = names
    return Dataset.range(0..<3, partitions: 2).map { String(try names.value[$0] ?? "none") }
      .collect()
  }
}
