extension TOMLParser {
  mutating func readValue(depth: Int) throws(TOMLError) -> TOMLValue {
    let place = cursor.place
    guard depth < Self.maximumDepth else {
      throw cursor.error("arrays and tables are nested more than \(Self.maximumDepth) deep")
    }
    switch cursor.byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return TOMLValue(.string(try readString()), at: place)
    case UInt8(ascii: "["): return TOMLValue(.array(try readArray(depth: depth)), at: place)
    case UInt8(ascii: "{"): return TOMLValue(.table(try readInlineTable(depth: depth)), at: place)
    default: return TOMLValue(try readScalar(at: place), at: place)
    }
  }

  private mutating func readArray(depth: Int) throws(TOMLError) -> [TOMLValue] {
    let begin = cursor.place
    cursor.advance()
    var values: [TOMLValue] = []
    while true {
      try cursor.skipSpace()
      if cursor.skip(if: UInt8(ascii: "]")) { return values }
      values.append(try readValue(depth: depth + 1))
      try cursor.skipSpace()
      if cursor.skip(if: UInt8(ascii: ",")) { continue }
      guard cursor.skip(if: UInt8(ascii: "]")) else {
        let place = cursor.byte == nil ? begin : cursor.place
        throw cursor.error("a comma or ] is expected in an array, not \(cursor.found)", at: place)
      }
      return values
    }
  }

  private mutating func readInlineTable(depth: Int) throws(TOMLError) -> TOMLTable {
    let begin = cursor.place
    cursor.advance()
    let table = TOMLNode(.dottedKey, at: begin)
    cursor.skipBlanks()
    if cursor.skip(if: UInt8(ascii: "}")) { return table.finished }
    while true {
      let key = try readKey()
      guard cursor.skip(if: UInt8(ascii: "=")) else {
        throw cursor.error("= is expected behind the key, not \(cursor.found)")
      }
      cursor.skipBlanks()
      // A dotted key opens tables that count as depth: else a chain of them would have no bound.
      try TOMLParser.assign(try readValue(depth: depth + key.count), to: key, in: table)
      cursor.skipBlanks()
      if cursor.skip(if: UInt8(ascii: "}")) { return table.finished }
      guard cursor.skip(if: UInt8(ascii: ",")) else {
        throw cursor.error("a comma or } is expected in a table on one line, not \(cursor.found)")
      }
    }
  }

  /// Numbers, booleans, dates: what has no delimiters of its own.
  private mutating func readScalar(at place: TextPlace) throws(TOMLError) -> TOMLValue.Content {
    let start = cursor.position
    let isPart = { (byte: UInt8) in ByteClass.isWord(byte) || "+-.:".utf8.contains(byte) }
    _ = cursor.take(while: isPart)
    var word = cursor.bytes(from: start)
    // A blank may stand between a date and its time.
    if TOMLTime.kind(of: word) == .localDate, cursor.byte == 0x20, let next = cursor.byte(ahead: 1),
      ByteClass.isDigit(next)
    {
      cursor.advance()
      _ = cursor.take(while: isPart)
      word = cursor.bytes(from: start)
    }
    let text = String(decoding: word, as: UTF8.self)
    switch text {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "": throw cursor.error("a value is expected, not \(cursor.found)")
    default: break
    }
    if let kind = TOMLTime.kind(of: word) { return .time(text, kind) }
    if let content = try TOMLNumber.content(of: text, at: place) { return content }
    let hint = ByteClass.isLetter(word[word.startIndex]) ? "; a text stands in quotes" : ""
    throw cursor.error("'\(text)' is no value\(hint)", at: place)
  }
}
