import Croft

/// Long records with the numbers below `count`, in no order that a sort could use.
struct WideRecords: Codable, Sendable {
  var count: Int
  var recordBytes: Int
  var partitions: Int

  /// A prime, so that its multiples meet every remainder of a count that is smaller.
  private static let stride = 1_000_003
  /// What a record begins with is its number in so many digits.
  static let digits = 12

  /// The numbers below a bound that is not above `count`, each as often as any other, well mixed.
  func numbers(below bound: Int) -> Dataset<Int> {
    Dataset.range(0..<count, partitions: partitions).map { $0 * Self.stride % bound }
  }

  /// A record whose order is its number's. A string, because a text that was read is a view of the file, and would take
  /// none of the memory that this is about.
  func record(_ number: Int) -> String {
    let digits = "\(number)"
    let zeros = String(repeating: "0", count: Self.digits - digits.utf8.count)
    return zeros + digits + String(repeating: "x", count: recordBytes - Self.digits)
  }

  static func number(of record: String) -> Int { Int(record.prefix(digits)) ?? -1 }
}

/// What there is to know of many records.
struct RecordTotals: Codable, Sendable, Equatable {
  var keys = 0
  var records = 0
  /// The sum of all records' numbers.
  var numbers = 0
  var bytes = 0

  func adding(_ other: RecordTotals) -> RecordTotals {
    RecordTotals(
      keys: keys + other.keys, records: records + other.records, numbers: numbers + other.numbers,
      bytes: bytes + other.bytes)
  }
}

extension WideRecords {
  /// The sum of the numbers below a bound.
  static func sum(below bound: Int) -> Int { bound * (bound - 1) / 2 }
}
