@testable import CroftBatch

/// A document as one line, for comparisons: strings in quotes with hexadecimal bytes for all but letters and digits,
/// floats by their bits, tables by sorted keys. The Python program of the comparison writes the same.
enum TOMLText {
  static func describe(_ table: TOMLTable) -> String {
    let members = table.entries.map { (Array($0.key.utf8), "\(text($0.key)):\(describe($0.value))") }
    return "{" + members.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1).joined(separator: ",") + "}"
  }

  static func describe(_ value: TOMLValue) -> String {
    switch value.content {
    case .string(let string): text(string)
    case .integer(let number): "i\(number)"
    case .float(let number): number.isNaN ? "fnan" : "f" + String(number.bitPattern, radix: 16)
    case .boolean(let flag): flag ? "true" : "false"
    case .time(_, let kind): "t(\(kind))"
    case .array(let values): "[" + values.map(describe).joined(separator: ",") + "]"
    case .table(let table): describe(table)
    }
  }

  private static func text(_ string: String) -> String {
    let bytes = string.utf8.map { byte -> String in
      if ByteClass.isLetter(byte) || ByteClass.isDigit(byte) { return String(UnicodeScalar(byte)) }
      return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return "\"" + bytes.joined() + "\""
  }
}
