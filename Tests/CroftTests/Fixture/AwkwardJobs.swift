import Croft

private struct PrivateJob: Job {
  var body: Action<Int> { Dataset.range(0..<1).count() }
}

/// Jobs that have to be made where they can be seen.
enum AwkwardJobs {
  static func runPrivate(on farm: Farm) async throws -> Int { try await farm.run(PrivateJob()) }

  static func runLocal(on farm: Farm) async throws -> Int {
    struct LocalJob: Job {
      var body: Action<Int> { Dataset.range(0..<1).count() }
    }
    return try await farm.run(LocalJob())
  }

  struct Nested: Job {
    var body: Action<Int> { Dataset.range(0..<4).count() }
  }

  struct Generic<Value: Codable & Sendable>: Job {
    var values: [Value]
    var body: Action<Int> { Dataset.parallelize(values).count() }
  }
}

struct Unsendable: Sendable {
  let number: Int
}

struct UnsendableElements: Job {
  var body: Action<[Unsendable]> { Dataset.range(0..<3).map { Unsendable(number: $0) }.collect() }
}

struct UnsendableKeys: Job {
  struct Key: Hashable, Sendable {
    let number: Int
  }
  var body: Action<Int> { Dataset.range(0..<3).map { (Key(number: $0), 1) }.reduceByKey(+).count() }
}

/// Throws for one number, as often as it is tried.
struct Refusing: Job {
  struct Refusal: Error, CustomStringConvertible {
    var description: String { "number 5 is not welcome" }
  }

  var body: Action<Int> {
    Dataset.range(0..<10, partitions: 5).filter { number in
      if number == 5 { throw Refusal() }
      return true
    }.count()
  }
}
