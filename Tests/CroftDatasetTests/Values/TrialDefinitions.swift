import CroftDataset
import Synchronization

/// How often each element was computed.
final class Computations: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  func note(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }

  func count(_ name: String) -> Int { counts.withLock { $0[name] ?? 0 } }
}

/// Doubles of the numbers below a limit, each computation noted under `name`.
struct Doubles: DatasetDefinition {
  static let computations = Computations()

  var name: String
  var limit = 10
  var level = StorageLevel.memory

  var body: Dataset<Int> {
    let name = name
    return Dataset.range(0..<limit, partitions: 3)
      .map { number in
        Self.computations.note(name)
        return number * 2
      }
      .persist(level)
  }
}

/// The same, with nothing persisted in its body.
struct PlainDoubles: DatasetDefinition {
  var name: String

  var body: Dataset<Int> {
    let name = name
    return Dataset.range(0..<10, partitions: 3).map { number in
      Doubles.computations.note(name)
      return number * 2
    }
  }
}

/// Two persisted datasets in one body, one of them another definition's.
struct Sums: DatasetDefinition {
  var name: String

  var body: Dataset<Int> {
    let name = name
    return Doubles(name: name).dataset
      .map { number in
        Doubles.computations.note(name + " + 1")
        return number + 1
      }
      .cache()
      .filter { $0 > 5 }
  }
}
