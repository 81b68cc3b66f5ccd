import Croft
import Glibc

/// A job that no executor can find by its name.
private struct HiddenJob: Job {
  var body: Action<Int> { Dataset.range(0..<10).count() }
}

enum HiddenJobs {
  static func run(on farm: Farm) async throws -> Int { try await farm.run(HiddenJob()) }
}

/// A job whose lineage in an executor is not the driver's.
struct ImpureJob: Job {
  var body: Action<Int> {
    let numbers = Dataset.range(0..<10)
    return getenv("CROFT_EXECUTOR") == nil ? numbers.count() : numbers.filter { $0 > 5 }.count()
  }
}

/// A job that carries data which belongs in a file.
struct Ballast: Job {
  var text: String
  var body: Action<Int> { Dataset.range(0..<text.utf8.count).count() }
}

/// A job whose elements there is no way to send.
struct UnsendableJob: Job {
  struct Sealed: Sendable {
    let number: Int
  }

  var body: Action<[Sealed]> { Dataset.range(0..<10).map { Sealed(number: $0) }.collect() }
}
