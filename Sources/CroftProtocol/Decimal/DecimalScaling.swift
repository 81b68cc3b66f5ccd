/// An integer times a power of ten, as the nearest double.
enum DecimalScaling {
  /// Nil where the exponent is too large for the short ways.
  ///
  /// 1. Both factors are doubles without loss: one operation rounds once (Clinger, "How to Read Floating Point Numbers
  ///    Accurately", 1990).
  /// 2. The power of five fits into 64 bits: the product has 128 bits, and the quotient 63 or more with a remainder
  ///    that tells on which side of a half it is.
  @inline(__always)
  static func scale(_ digits: UInt64, byPowerOfTen exponent: Int) -> Double? {
    if digits <= 1 << 53, exponent >= -22, exponent <= 22 {
      let value = Double(Int64(bitPattern: digits))
      return exponent < 0 ? value / powersOfTen[0 &- exponent] : value * powersOfTen[exponent]
    }
    return scaleWide(digits, byPowerOfTen: exponent)
  }

  private static func scaleWide(_ digits: UInt64, byPowerOfTen exponent: Int) -> Double? {
    if digits == 0 { return 0 }
    guard abs(exponent) < powersOfFive.count else { return nil }
    return exponent < 0 ? quotient(digits, -exponent) : product(digits, exponent)
  }

  private static func product(_ digits: UInt64, _ exponent: Int) -> Double {
    let (high, low) = digits.multipliedFullWidth(by: powersOfFive[exponent])
    if high == 0 { return rounded(low, hasRest: false, exponent) }
    let shift = high.leadingZeroBitCount
    return rounded(
      high << shift | low >> (64 - shift), hasRest: low << shift != 0, 64 - shift + exponent)
  }

  private static func quotient(_ digits: UInt64, _ exponent: Int) -> Double {
    let five = powersOfFive[exponent]
    let (upShift, downShift) = (digits.leadingZeroBitCount, five.leadingZeroBitCount)
    let dividend = digits << upShift
    // Half the dividend is below the divisor, whose highest bit is set: the quotient fits.
    let (quotient, rest) = (five << downShift).dividingFullWidth((dividend >> 1, dividend << 63))
    return rounded(quotient, hasRest: rest != 0, -63 - upShift + downShift - exponent)
  }

  /// `bits` and perhaps something smaller, times a power of two. The lowest of 63 bits is far below the half that
  /// decides, and so it can stand for everything smaller than itself.
  private static func rounded(_ bits: UInt64, hasRest: Bool, _ exponent: Int) -> Double {
    Double(hasRest ? bits | 1 : bits) * Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// All that a double holds exactly.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// All that 64 bits hold.
  private static let powersOfFive: [UInt64] = [
    1, 5, 25, 125, 625, 3125, 15_625, 78_125, 390_625, 1_953_125, 9_765_625, 48_828_125,
    244_140_625, 1_220_703_125,
    6_103_515_625, 30_517_578_125, 152_587_890_625, 762_939_453_125, 3_814_697_265_625,
    19_073_486_328_125,
    95_367_431_640_625, 476_837_158_203_125, 2_384_185_791_015_625, 11_920_928_955_078_125,
    59_604_644_775_390_625,
    298_023_223_876_953_125, 1_490_116_119_384_765_625, 7_450_580_596_923_828_125,
  ]
}
