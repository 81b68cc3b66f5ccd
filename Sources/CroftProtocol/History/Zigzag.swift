/// Signed integers as unsigned ones of which those near zero are small, whatever their sign.
enum Zigzag {
  static func folded(_ value: Int) -> UInt64 { UInt64(bitPattern: Int64((value << 1) ^ (value >> 63))) }
  static func unfolded(_ value: UInt64) -> Int { Int(bitPattern: UInt(value >> 1)) ^ -Int(value & 1) }
}
