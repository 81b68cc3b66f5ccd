import CroftDataset

/// A type of keys that stand for numbers from 0 to 999, in the numbers' order. The interpreter knows nothing but the
/// numbers, so that a program can change its keys' type on the way.
protocol ProgramKey: Hashable, Comparable, Codable, Sendable, SendableMetatype {
  /// - Parameter variant: anything; of a type whose equal values can differ, it chooses among them.
  init(number: Int, variant: Int)
  var number: Int { get }
}

extension Int: ProgramKey {
  /// Half of them are negative.
  private static let offset = 500

  init(number: Int, variant: Int) { self = number - Self.offset }
  var number: Int { self + Self.offset }
}

extension Text: ProgramKey {
  /// Longer than the eight bytes that a sort compares first; and one of them is empty.
  private static let prefix = "key number "

  init(number: Int, variant: Int) { self.init(number == 0 ? "" : Self.prefix + FourDigits.of(number)) }
  var number: Int { isEmpty ? 0 : FourDigits.number(in: String(self)) }
}

extension String: ProgramKey {
  /// Equal strings of different bytes.
  private static let prefixes = ["caf\u{e9} ", "cafe\u{301} "]

  init(number: Int, variant: Int) { self = Self.prefixes[variant % 2] + FourDigits.of(number) }
  var number: Int { FourDigits.number(in: self) }
}

/// A key that has to be encoded as whatever is `Codable` is.
struct PlaceKey: ProgramKey {
  private static let housesPerZone = 7

  var zone: Int16
  var house: String?

  init(number: Int, variant: Int) {
    zone = Int16(number / Self.housesPerZone)
    let place = number % Self.housesPerZone
    house = place == 0 ? nil : "\(place)"
  }

  var number: Int { Int(zone) * Self.housesPerZone + (house.flatMap { Int($0) } ?? 0) }

  static func < (a: PlaceKey, b: PlaceKey) -> Bool { a.number < b.number }
}

/// A key so long that a few thousand of them are more than an executor's smallest share of memory.
struct LongKey: ProgramKey {
  private static let padding = String(repeating: "long ", count: 600)

  var text: String

  init(number: Int, variant: Int) { text = Self.padding + FourDigits.of(number) }
  var number: Int { FourDigits.number(in: text) }

  static func < (a: LongKey, b: LongKey) -> Bool { a.text < b.text }
}

/// Numbers whose order is that of their digits.
private enum FourDigits {
  static func of(_ number: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  static func number(in text: String) -> Int { Int(text.suffix(4)) ?? -1 }
}
