/// An amount of memory as people write it: `512M`, `2G`, `1.5GiB`, or a plain number of bytes. The letters are binary
/// units, as systemd reads them in `MemoryMax=`.
package struct MemorySize: Sendable, Equatable, Codable {
  package let bytes: Int

  package init(bytes: Int) { self.bytes = bytes }

  /// nil when the text isn't a positive amount that fits in 63 bits.
  package init?(_ text: String) {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits), let factor = Self.factor(text.dropFirst(digits.count).uppercased()),
      let bytes = Int(exactly: (number * factor).rounded()), bytes > 0
    else { return nil }
    self.bytes = bytes
  }

  private static func factor(_ unit: String) -> Double? {
    switch unit {
    case "", "B": 1
    case "K", "KB", "KIB": 0x1p10
    case "M", "MB", "MIB": 0x1p20
    case "G", "GB", "GIB": 0x1p30
    case "T", "TB", "TIB": 0x1p40
    default: nil
    }
  }
}
