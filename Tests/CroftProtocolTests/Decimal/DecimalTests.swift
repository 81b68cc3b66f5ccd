import CroftTesting
import Glibc
import Testing

@testable import CroftProtocol

@Suite struct DecimalTests {
  @Test(arguments: [
    ("0", 0), ("-0", 0), ("+7", 7), ("-12", -12), ("0012", 12), ("999999999999999999", 999_999_999_999_999_999),
    ("9223372036854775807", .max), ("-9223372036854775808", .min), ("00000000000000000000000000012", 12),
  ])
  func integersAreRead(text: String, value: Int) { #expect(int(text) == value) }

  @Test(arguments: [
    "", "-", "+", " 1", "1 ", "1.0", "1e3", "9223372036854775808", "-9223372036854775809", "0x10", "--1", "1_000", "٣",
    "99999999999999999999999999",
  ])
  func whatIsNoIntegerIsNil(text: String) { #expect(int(text) == nil) }

  @Test(arguments: [
    "", "-", ".", "+.", "e5", "1e", "1e+", "1.5.2", " 1", "1 ", "1,5", "0x1p3", "nano", "infin", "--1", "1e5x", "1-2",
  ])
  func whatIsNoNumberIsNil(text: String) { #expect(double(text) == nil) }

  @Test(arguments: [
    "0", "-0", "1", "-1.5", ".5", "5.", "1e3", "1E+3", "2.5e-3", "0.1", "123456.789", "9007199254740993", "1e22",
    "1e23",
    "9007199254740993e1", "18446744073709551615", "9999999999999999999e27", "1e-27", "1.7976931348623157e308", "1e309",
    "-1e400", "4.9e-324", "2.2250738585072011e-308", "2.2250738585072014e-308", "1e-400", "0e999999999999",
    "6929495644600919.5", "3.1415926535897932384626433832795028841971",
    "0.00000000000000000000000000012345678901234567",
    "1e99999999999999999999", "-73.98642730712891", "8.5e27", "10000000000000000000000000000000000000000",
  ])
  func numbersAreReadAsTheCLibraryReadsThem(text: String) {
    #expect(double(text)?.bitPattern == strtod(text, nil).bitPattern)
  }

  @Test func whatIsNotFiniteIsRead() {
    for text in ["nan", "NaN", "-nan"] { #expect(double(text)?.isNaN == true) }
    for text in ["inf", "Infinity", "+INF"] { #expect(double(text) == .infinity) }
    for text in ["-inf", "-infinity"] { #expect(double(text) == -.infinity) }
  }

  @Test func randomDoublesComeBackExactly() {
    var random = SeededRandom(seed: 5)
    for _ in 0..<100_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      #expect(double("\(value)")?.bitPattern == value.bitPattern, "\(value)")
    }
  }

  @Test func randomDecimalsAreReadAsTheCLibraryReadsThem() {
    var random = SeededRandom(seed: 6)
    for _ in 0..<100_000 {
      let digits = random.next() >> UInt64(random.below(64))
      let exponent = random.below(64) - 32
      let text =
        random.isOne(in: 2)
        ? "\(digits)e\(exponent)"
        : "\(digits % 1_000_000).\(digits >> 20)" + (random.isOne(in: 2) ? "e\(exponent)" : "")
      #expect(double(text)?.bitPattern == strtod(text, nil).bitPattern, "\(text)")
    }
  }

  @Test func halvesAreRoundedToEven() {
    // Just at, below and above the middle of two doubles, with digits that the short ways take.
    for exponent in 53..<63 {
      let middle = UInt64(1) << UInt64(exponent) + UInt64(1) << UInt64(exponent - 53)
      for digits in [middle - 1, middle, middle + 1] {
        for text in ["\(digits)", "\(digits)e-5", "\(digits)e7", "\(digits)e-25"] {
          #expect(double(text) == strtod(text, nil), "\(text)")
        }
      }
    }
  }

  private func int(_ text: String) -> Int? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in bytes.baseAddress.flatMap { Decimal.int($0, bytes.count) } }
  }

  private func double(_ text: String) -> Double? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in bytes.baseAddress.flatMap { Decimal.double($0, bytes.count) } }
  }
}
