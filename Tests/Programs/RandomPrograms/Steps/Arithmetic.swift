/// What programs do with keys and values. Results stay small, so that nothing overflows however long a program is.
enum Arithmetic {
  /// Values are below this prime.
  static let valueLimit = 1009
  /// Keys that a step makes are below this.
  static let keyLimit = 40

  static func changed(_ value: Int, factor: Int, offset: Int) -> Int { (value * factor + offset) % valueLimit }

  static func moved(_ key: Int, by offset: Int) -> Int { (key + offset) % keyLimit }

  /// Associative and commutative, and 0 is neutral.
  static func sum(_ a: Int, _ b: Int) -> Int { (a + b) % valueLimit }

  /// Neither, so that sides can't be mixed up.
  static func joined(_ first: Int?, _ second: Int?) -> Int {
    ((first ?? 7) * 3 + (second ?? 11) * 5 + 1) % valueLimit
  }

  /// A group in one number, whatever its order.
  static func folded(_ values: [Int]) -> Int { values.reduce(values.count, sum) }

  /// So many copies of a value, of which no two are equal.
  static func copies(of value: Int, upTo limit: Int) -> [Int] {
    (0..<value % (limit + 1)).map { (value + $0) % valueLimit }
  }

  static func isIncluded(_ key: Int, _ value: Int, divisor: Int, remainder: Int) -> Bool {
    (key + value) % divisor != remainder
  }
}
