/// Writes a JSON value as text: compact for the wire, indented by two spaces for people.
package struct JSONSerializer {
  private var output: [UInt8] = []
  private let pretty: Bool

  private init(pretty: Bool) { self.pretty = pretty }

  package static func serialize(_ value: JSONValue, pretty: Bool = false) -> [UInt8] {
    var serializer = JSONSerializer(pretty: pretty)
    serializer.write(value, depth: 0)
    return serializer.output
  }

  private mutating func write(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: write("null")
    case .bool(let bool): write(bool ? "true" : "false")
    case .integer(let integer): write(String(integer))
    // JSON has no infinities and no NaN; null is what JavaScript writes for them.
    case .number(let number): write(number.isFinite ? number.description : "null")
    case .string(let string): writeQuoted(string)
    case .array(let elements):
      writeList(elements, between: ("[", "]"), depth: depth) { $0.write($1, depth: depth + 1) }
    case .object(let object):
      writeList(object.members, between: ("{", "}"), depth: depth) {
        $0.writeQuoted($1.name)
        $0.write($0.pretty ? ": " : ":")
        $0.write($1.value, depth: depth + 1)
      }
    }
  }

  private mutating func writeList<Element>(
    _ elements: [Element], between brackets: (String, String), depth: Int,
    writeElement: (inout JSONSerializer, Element) -> Void
  ) {
    write(brackets.0)
    for (index, element) in elements.enumerated() {
      if index > 0 { write(",") }
      breakLine(depth: depth + 1)
      writeElement(&self, element)
    }
    if !elements.isEmpty { breakLine(depth: depth) }
    write(brackets.1)
  }

  private mutating func breakLine(depth: Int) {
    guard pretty else { return }
    output.append(UInt8(ascii: "\n"))
    output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }

  private mutating func writeQuoted(_ string: String) {
    output.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): write("\\\"")
      case UInt8(ascii: "\\"): write("\\\\")
      case 0x0A: write("\\n")
      case 0x0D: write("\\r")
      case 0x09: write("\\t")
      // DEL is legal in JSON, but it garbles a terminal as the other control characters do.
      case 0..<0x20, 0x7F: write("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}

extension JSONValue {
  /// The compact text.
  package var serialized: [UInt8] { JSONSerializer.serialize(self) }

  package func text(pretty: Bool = false) -> String {
    String(decoding: JSONSerializer.serialize(self, pretty: pretty), as: UTF8.self)
  }
}
