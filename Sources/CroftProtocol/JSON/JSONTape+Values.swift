import Glibc

// What the entries stand for.
extension JSONTape {
  /// - Throws: `JSONSyntaxError` for bytes that are not UTF-8.
  func string(_ entry: Entry) throws(JSONSyntaxError) -> String {
    let text = text(entry)
    if entry.isMarked { return try unescaped(entry) }
    // Most strings are ASCII, and that is quicker to see than that something is UTF-8.
    if Self.isASCII(text) { return String(decoding: text, as: UTF8.self) }
    guard let string = String(validating: text, as: UTF8.self) else {
      throw JSONSyntaxError("a string that isn't UTF-8", at: Int(entry.start))
    }
    return string
  }

  private static func isASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var all: UInt8 = 0
    for byte in text { all |= byte }
    return all < 0x80
  }

  /// Reads the escapes, which have been checked before.
  private func unescaped(_ entry: Entry) throws(JSONSyntaxError) -> String {
    let end = Int(entry.start + entry.count)
    var scanner = JSONScanner(bytes, maximumValues: 0, entries: [])
    scanner.position = Int(entry.start)
    var unescaped: [UInt8] = []
    unescaped.reserveCapacity(Int(entry.count))
    while scanner.position < end {
      let byte = bytes[scanner.position]
      if byte == UInt8(ascii: "\\") {
        unescaped.append(
          contentsOf: UTF8.encode(try scanner.scanEscape()) ?? UTF8.encodedReplacementCharacter)
      } else {
        unescaped.append(byte)
        scanner.position += 1
      }
    }
    guard let string = String(validating: unescaped, as: UTF8.self) else {
      throw JSONSyntaxError("a string that isn't UTF-8", at: Int(entry.start))
    }
    return string
  }

  /// nil for other values, and for numbers that are no integers of 64 bits.
  func integer(_ entry: Entry) -> Int? {
    guard entry.kind == .integer, let start = text(entry).baseAddress else { return nil }
    return Decimal.int(start, Int(entry.count))
  }

  /// nil for other values, and for numbers beyond the largest double.
  func double(_ entry: Entry) -> Double? {
    guard entry.kind == .integer || entry.kind == .number, let start = text(entry).baseAddress
    else { return nil }
    return Decimal.double(start, Int(entry.count)).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The value with all that is in it, as a tree.
  func value(at index: Int) throws(JSONSyntaxError) -> JSONValue {
    let entry = self[index]
    switch entry.kind {
    case .null: return .null
    case .bool: return .bool(entry.isMarked)
    case .string: return .string(try string(entry))
    case .integer, .number:
      if let integer = integer(entry) { return .integer(Int64(integer)) }
      guard let number = double(entry) else {
        throw JSONSyntaxError("a number out of range", at: Int(entry.start))
      }
      return .number(number)
    case .array:
      var elements: [JSONValue] = []
      elements.reserveCapacity(Int(entry.count))
      var element = index + 1
      while element < entry.next {
        elements.append(try value(at: element))
        element = Int(self[element].next)
      }
      return .array(elements)
    case .object:
      var object = JSONObject()
      var member = index + 1
      while member < entry.next {
        object[try string(self[member])] = try value(at: member + 1)
        member = Int(self[member + 1].next)
      }
      return .object(object)
    }
  }

  /// The value of an object's member; nil if it has none of that name.
  func member(_ name: String, of object: Int) -> Int? {
    let entry = self[object]
    guard entry.kind == .object, entry.count > 0 else { return nil }
    let first = object + 1
    let hint = lastObject == object && lastMember < entry.next ? lastMember : first
    guard
      let found = member(name, from: hint, to: Int(entry.next))
        ?? member(name, from: first, to: hint)
    else {
      return nil
    }
    lastObject = object
    lastMember = Int(self[found + 1].next)
    return found + 1
  }

  private func member(_ name: String, from first: Int, to end: Int) -> Int? {
    var name = name
    return name.withUTF8 { name in
      var member = first
      while member < end {
        let entry = self[member]
        if entry.isMarked
          ? (try? unescaped(entry))?.utf8.elementsEqual(name) == true : isEqual(entry, name)
        {
          return member
        }
        member = Int(self[member + 1].next)
      }
      return nil
    }
  }

  private func isEqual(_ entry: Entry, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard Int(entry.count) == name.count, let first = name.baseAddress else {
      return name.isEmpty && entry.count == 0
    }
    return bytes.baseAddress.map { memcmp($0 + Int(entry.start), first, name.count) == 0 } ?? false
  }
}
