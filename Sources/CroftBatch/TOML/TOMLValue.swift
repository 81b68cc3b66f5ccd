/// A place in a text, as editors count.
package struct TextPlace: Sendable, Equatable, Comparable {
  /// From 1.
  package let line: Int
  /// In characters (Unicode scalars) from 1.
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (a: TextPlace, b: TextPlace) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// A value of a TOML document, and where it stands.
package struct TOMLValue: Sendable, Equatable {
  package indirect enum Content: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case float(Double)
    case boolean(Bool)
    /// As it is written.
    case time(String, TOMLTimeKind)
    case array([TOMLValue])
    case table(TOMLTable)
  }

  package let content: Content
  package let place: TextPlace

  package init(_ content: Content, at place: TextPlace) {
    self.content = content
    self.place = place
  }

  /// What kind of value this is, in words for a message.
  package var kind: String {
    switch content {
    case .string: "a string"
    case .integer: "an integer"
    case .float: "a float"
    case .boolean: "a boolean"
    case .time(_, let kind): kind.rawValue
    case .array: "an array"
    case .table: "a table"
    }
  }
}

package enum TOMLTimeKind: String, Sendable, Equatable {
  case offsetDateTime = "a date and time with an offset"
  case localDateTime = "a date and time"
  case localDate = "a date"
  case localTime = "a time"
}

/// A table of a TOML document: its keys in the order in which they were first written.
package struct TOMLTable: Sendable, Equatable {
  package struct Entry: Sendable, Equatable {
    package let key: String
    package let keyPlace: TextPlace
    package let value: TOMLValue
  }

  package let entries: [Entry]
  private let places: [String: Int]

  init(_ entries: [Entry]) {
    self.entries = entries
    places = Dictionary(entries.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package subscript(key: String) -> Entry? { places[key].map { entries[$0] } }
}

/// Why a text is no TOML document, and where.
package struct TOMLError: Error, Equatable, Sendable, CustomStringConvertible {
  package let place: TextPlace
  /// What is wrong, and what was expected.
  package let problem: String

  package var description: String { "line \(place.line), column \(place.column): \(problem)" }
}
