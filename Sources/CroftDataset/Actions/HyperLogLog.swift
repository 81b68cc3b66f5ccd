import Glibc

/// A sketch that tells about how many different hashes it was given, in a byte for each of 2^precision registers.
///
/// Flajolet, Fusy, Gandouet and Meunier, "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm"
/// (2007), with 64-bit hashes; the estimate is the improved one of Ertl, "New cardinality estimation algorithms for
/// HyperLogLog sketches" (2017, section 4), which needs no tables and no special case for small or large numbers.
@usableFromInline
struct HyperLogLog: Sendable {
  private let precision: Int
  private(set) var registers: [UInt8]

  init(precision: Int) {
    self.precision = precision
    registers = Array(repeating: 0, count: 1 << precision)
  }

  /// Below 16 registers the estimate is of no use.
  private static let leastPrecision = 4
  /// A sketch of 4 MiB, of which the driver gets one from each task.
  private static let greatestPrecision = 22
  /// The standard deviation is this, over the square root of the number of registers.
  private static let spread = 1.04

  /// How fine a sketch has to be; nil if none can be so fine, or the number makes no sense.
  static func precision(relativeStandardDeviation deviation: Double) -> Int? {
    guard deviation > 0, deviation < 1 else { return nil }
    let precision = 2 * log2(spread / deviation)
    guard precision <= Double(greatestPrecision) else { return nil }
    return max(leastPrecision, Int(precision.rounded(.up)))
  }

  /// The least relative standard deviation that can be asked for.
  static var leastDeviation: Double { spread / Double(1 << greatestPrecision).squareRoot() }

  mutating func add(_ hash: UInt64) {
    let register = Int(truncatingIfNeeded: hash >> UInt64(64 - precision))
    // The lowest bit set ends the count where all others are zero.
    let rank = UInt8((hash << UInt64(precision) | 1 << UInt64(precision - 1)).leadingZeroBitCount + 1)
    if rank > registers[register] { registers[register] = rank }
  }

  mutating func merge(_ others: [UInt8]) {
    for register in registers.indices { registers[register] = max(registers[register], others[register]) }
  }

  /// Ertl's algorithm 6.
  var estimate: Double {
    let bits = 64 - precision
    var multiplicities = [Int](repeating: 0, count: bits + 2)
    for rank in registers { multiplicities[Int(rank)] += 1 }
    let count = Double(registers.count)
    var sum = count * Self.tau(1 - Double(multiplicities[bits + 1]) / count)
    for rank in stride(from: bits, through: 1, by: -1) { sum = (sum + Double(multiplicities[rank])) / 2 }
    sum += count * Self.sigma(Double(multiplicities[0]) / count)
    return count * count / (2 * M_LN2 * sum)
  }

  private static func sigma(_ share: Double) -> Double {
    guard share < 1 else { return .infinity }
    var (power, weight, sum) = (share, 1.0, share)
    while true {
      power *= power
      let previous = sum
      sum += power * weight
      weight += weight
      if sum == previous { return sum }
    }
  }

  private static func tau(_ share: Double) -> Double {
    guard share > 0, share < 1 else { return 0 }
    var (root, weight, sum) = (share, 1.0, 1 - share)
    while true {
      root = root.squareRoot()
      let previous = sum
      weight /= 2
      sum -= (1 - root) * (1 - root) * weight
      if sum == previous { return sum / 3 }
    }
  }
}
