import CroftProtocol

/// The rows of a large CSV table, and of a small one that it refers to. About 80 bytes a row.
///
/// Every value is a multiple of a quarter, so that sums are exact in whatever order they are added up. One text in
/// sixteen is quoted and has a comma in it.
struct GeneratedFacts {
  /// The columns, in their order.
  enum Column: Int {
    case id, group100, group100k, key, date, note, quantity, value
  }

  let rows: Int
  let dimension: GeneratedDimension

  private static let header = "id,group100,group100k,key,date,note,quantity,value\n"

  func write(to path: String) throws {
    let dimension = dimension
    // One key in fifty has no partner.
    let keys = dimension.rows + dimension.rows / 50
    try GeneratedFile.writeRows(to: path, header: Self.header, rows: rows) { row, bytes in
      var draw = Draw(row: row, seed: 0x0066_6163_7473)
      bytes.appendDecimal(row)
      bytes.append(",g")
      bytes.appendDecimal(draw.below(100), width: 3)
      bytes.append(",item")
      bytes.appendDecimal(draw.below(100_000), width: 6)
      bytes.append(",")
      bytes.appendDecimal(GeneratedDimension.key(ofRow: draw.below(keys)))
      bytes.append(",2024-")
      bytes.appendDecimal(1 + draw.below(12), width: 2)
      bytes.append("-")
      bytes.appendDecimal(1 + draw.below(28), width: 2)
      Self.appendNote(draw.next(), to: &bytes)
      bytes.append(",")
      bytes.appendDecimal(1 + draw.below(20))
      bytes.append(",")
      Self.appendQuarters(draw.below(40_000), to: &bytes)
      bytes.append("\n")
    }
  }

  private static let adjectives: [StaticString] = ["late", "early", "damaged", "complete", "disputed", "gift-wrapped"]
  private static let nouns: [StaticString] = ["delivery", "order", "return", "parcel", "refund", "exchange", "pick-up"]

  private static func appendNote(_ drawn: UInt64, to bytes: inout ByteWriter) {
    let isQuoted = drawn % 16 == 0
    let adjective = adjectives[Int(drawn >> 8) % adjectives.count]
    let noun = nouns[Int(drawn >> 16) % nouns.count]
    bytes.append(isQuoted ? ",\"" : ",")
    bytes.append(noun)
    bytes.append(isQuoted ? ", " : " ")
    bytes.append(adjective)
    if isQuoted { bytes.append("\"") }
  }

  private static func appendQuarters(_ quarters: Int, to bytes: inout ByteWriter) {
    bytes.appendDecimal(quarters / 4)
    bytes.append(".")
    bytes.appendDecimal(quarters % 4 * 25, width: 2)
  }
}

/// The rows of a small CSV table: an integer key of its own, one of a hundred categories, and a label.
struct GeneratedDimension {
  /// The columns, in their order.
  enum Column: Int {
    case key, category, label
  }

  /// At most 9,999,991: beyond, keys would come twice.
  let rows: Int

  /// Steps of a multiplication modulo a prime: no two rows have the same key, and keys don't lie one beside the other,
  /// so an array indexed by them is no substitute for a join.
  static func key(ofRow row: Int) -> Int { 1_000_000 + row * 48_271 % 9_999_991 }

  func write(to path: String) throws {
    try GeneratedFile.writeRows(to: path, header: "key,category,label\n", rows: rows) { row, bytes in
      var draw = Draw(row: row, seed: 0x6469_6d65_6e73)
      bytes.appendDecimal(Self.key(ofRow: row))
      bytes.append(",category")
      bytes.appendDecimal(draw.below(100), width: 3)
      bytes.append(",\"label, ")
      bytes.appendDecimal(row)
      bytes.append("\"\n")
    }
  }
}
