import ArgumentParser
import Croft
import Glibc

/// How a task goes wrong.
enum Misbehaviour: String, Codable, Sendable, CaseIterable, ExpressibleByArgument {
  case throwAlways, throwTwice, trapAlways, trapOnce
  /// Does not let itself be cancelled either.
  case hangAlways, hangOnce
  /// Takes more than 64 MiB of memory, and less than twice as much.
  case hogAlways
}

/// Adds up the numbers of its partitions, of which one misbehaves.
struct Misbehaving: Job {
  var partitions: Int
  /// The one that misbehaves.
  var partition: Int
  var misbehaviour: Misbehaviour
  /// Where attempts are counted, over all executors.
  var directory: String

  var body: Action<Int?> {
    let (partition, misbehaviour, directory) = (partition, misbehaviour, directory)
    return Dataset.range(0..<partitions, partitions: partitions)
      .map { number in
        if number == partition { try misbehaviour.happen(countingIn: directory) }
        return number
      }
      .reduce(+)
  }
}

extension Misbehaviour {
  fileprivate func happen(countingIn directory: String) throws {
    let attempt = Self.countAttempt(in: directory)
    switch self {
    case .throwAlways: throw SourMilk(attempt: attempt)
    case .throwTwice: if attempt < 2 { throw SourMilk(attempt: attempt) }
    case .trapAlways: fatalError("the milk boiled over")
    case .trapOnce: if attempt == 0 { fatalError("the milk boiled over") }
    case .hangAlways: while true { pause() }
    case .hangOnce: while attempt == 0 { pause() }
    case .hogAlways: withExtendedLifetime([UInt8](repeating: 1, count: 80 << 20)) {}
    }
  }

  /// How many came before: only one process can make the file of a number.
  private static func countAttempt(in directory: String) -> Int {
    var number = 0
    while true {
      let file = open("\(directory)/attempt-\(number)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if file >= 0 {
        close(file)
        return number
      }
      precondition(errno == EEXIST, "attempts can't be counted in \(directory)")
      number += 1
    }
  }
}

struct SourMilk: Error, CustomStringConvertible {
  var attempt: Int
  var description: String { "the milk is sour for the \(attempt + 1). time" }
}
