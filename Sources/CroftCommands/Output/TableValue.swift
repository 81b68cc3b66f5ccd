import CroftLinux

/// A value as it is, before anyone decides how it looks.
indirect enum TableValue: Equatable {
  case text(String)
  /// A word that says how something is.
  case state(String, Tone?)
  case number(Int)
  case bytes(Int)
  case moment(unixMilliseconds: Int)
  case duration(microseconds: Int)
  case user(id: Int)
  case portion(TableValue, of: TableValue)
  case missing

  func text(in style: TextStyle) -> String {
    var users = UserNames()
    return text(in: style, &users)
  }

  func text(in style: TextStyle, _ users: inout UserNames) -> String {
    switch self {
    // A name comes from another user, who must not be able to draw on this one's terminal.
    case .text(let text): text.isEmpty ? "-" : text.printable
    case .state(let word, _): word
    case .number(let number): String(number)
    case .bytes(let count): style.bytes(count)
    case .moment(let milliseconds): style.moment(unixMilliseconds: milliseconds)
    case .duration(let microseconds): style.duration(microseconds: microseconds)
    case .user(let id): users.name(ofUser: id)
    case .portion(let part, let whole): part.text(in: style, &users) + " of " + whole.text(in: style, &users)
    case .missing: "-"
    }
  }

  var tone: Tone? {
    if case .state(_, let tone) = self { return tone }
    return nil
  }

  static func bytes(ifKnown count: Int?) -> TableValue { count.map { .bytes($0) } ?? .missing }

  static func number(ifKnown number: Int?) -> TableValue { number.map { .number($0) } ?? .missing }

  static func text(ifKnown text: String?) -> TableValue { text.map { .text($0) } ?? .missing }

  static func moment(ifKnown milliseconds: Int?) -> TableValue {
    milliseconds.map { .moment(unixMilliseconds: $0) } ?? .missing
  }

  static func duration(ifKnown microseconds: Int?) -> TableValue {
    microseconds.map { .duration(microseconds: $0) } ?? .missing
  }

  /// Of something that may still run, in milliseconds since 1970.
  static func duration(from start: Int, to end: Int?) -> TableValue {
    end.map { .duration(microseconds: max(0, $0.subtractingClamped(start)).multipliedClamped(by: 1000)) } ?? .missing
  }
}
