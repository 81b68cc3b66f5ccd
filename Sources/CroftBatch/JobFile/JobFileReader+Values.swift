import CroftProtocol

/// A table of a job file, and what messages call it.
struct JobFileSection {
  /// Such as `[step.load]`.
  let title: String
  let table: TOMLTable
  let place: TextPlace
}

// Each gives nil for a key that isn't there, and for one whose value is wrong, which it complains about.
extension JobFileReader {
  mutating func refuseUnknownKeys(in section: JobFileSection, known: [String]) {
    for entry in section.table.entries where !known.contains(entry.key) {
      let hint = hint(for: entry.key, among: known) ?? "there are \(known.joined(separator: ", "))"
      complain("\(section.title) has no key '\(entry.key.onOneLine)'", at: entry.keyPlace, hint)
    }
  }

  mutating func complain(about entry: TOMLTable.Entry, _ expected: String) {
    // What is wrong with a parameter in a value is said already, and is why the value is wrong.
    if problems.last?.place == entry.value.place { return }
    let found: String
    switch entry.value.content {
    case .string(let text): found = "'\(text.prefix(40).description.onOneLine)'"
    case .integer(let number): found = "\(number)"
    default: found = entry.value.kind
    }
    complain("'\(entry.key.onOneLine)' can't be \(found)", at: entry.value.place, "it has to be \(expected)")
  }

  mutating func subsection(_ key: String, in section: JobFileSection) -> JobFileSection? {
    guard let entry = section.table[key] else { return nil }
    guard case .table(let table) = entry.value.content else {
      complain(about: entry, "a table: write [\(key)], and its keys below")
      return nil
    }
    return JobFileSection(title: "[\(key)]", table: table, place: entry.value.place)
  }

  /// With its parameters put in.
  mutating func string(_ key: String, in section: JobFileSection) -> String? {
    guard let entry = section.table[key] else { return nil }
    guard let text = text(of: entry.value) else {
      complain(about: entry, "a string")
      return nil
    }
    return checked(text, entry)
  }

  /// A string with a 0 in it can be no argument, no path and no variable; an empty one is a mistake.
  mutating func checked(_ text: String, _ entry: TOMLTable.Entry) -> String? {
    guard !text.isEmpty, !text.utf8.contains(0) else {
      complain(about: entry, "a text that isn't empty and has no byte 0 in it")
      return nil
    }
    return text
  }

  mutating func integer(_ key: String, in section: JobFileSection, _ range: ClosedRange<Int>) -> Int? {
    guard let entry = section.table[key] else { return nil }
    var number: Int?
    if case .integer(let value) = entry.value.content { number = Int(value) }
    // A parameter stands in a string, also where a number is meant.
    if let text = text(of: entry.value), text != rawText(of: entry.value) { number = Int(text) }
    guard let number, range.contains(number) else {
      complain(about: entry, "a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return number
  }

  /// A number of seconds, or a span such as `5min 20s`.
  mutating func milliseconds(_ key: String, in section: JobFileSection) -> Int? {
    parsed(key, in: section, "a time span such as 30s or 5min 20s, or a number of seconds") { text in
      TimeSpan.milliseconds(text)
    }
  }

  /// What is written as a string, or as a number.
  mutating func parsed<Value>(
    _ key: String, in section: JobFileSection, _ expected: String, _ parse: (String) -> Value?
  ) -> Value? {
    guard let entry = section.table[key] else { return nil }
    let text: String?
    switch entry.value.content {
    case .integer(let number): text = "\(number)"
    case .float(let number): text = "\(number)"
    default: text = self.text(of: entry.value)
    }
    guard let text, let value = parse(text) else {
      complain(about: entry, expected)
      return nil
    }
    return value
  }

  /// A list of strings, or one.
  mutating func strings(_ entry: TOMLTable.Entry, mayBeEmpty: Bool = false) -> [String]? {
    guard case .array(let values) = entry.value.content else {
      complain(about: entry, "a list of strings, such as [\"a\", \"b\"]")
      return nil
    }
    var texts: [String] = []
    for value in values {
      guard let text = text(of: value), !text.utf8.contains(0) else {
        let place = TOMLTable.Entry(key: entry.key, keyPlace: entry.keyPlace, value: value)
        complain(about: place, "a list of strings; put each in quotes")
        return nil
      }
      texts.append(text)
    }
    guard mayBeEmpty || !texts.isEmpty else {
      complain("'\(entry.key)' is empty", at: entry.value.place, "remove the key, or put something in it")
      return nil
    }
    return texts
  }

  private func rawText(of value: TOMLValue) -> String? {
    if case .string(let text) = value.content { return text }
    return nil
  }

  // MARK: - Parameters

  /// A string with `${name}` replaced by the parameter's value, and `$$` by `$`; nil for what is no string.
  mutating func text(of value: TOMLValue) -> String? {
    guard let raw = rawText(of: value) else { return nil }
    var text = ""
    var rest = raw[...]
    while let dollar = rest.firstIndex(of: "$") {
      text += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      if rest.hasPrefix("$") {
        text += "$"
        rest.removeFirst()
      } else if rest.hasPrefix("{") {
        let inside = rest.dropFirst().prefix { $0 != "}" }
        text += parameter(String(inside), at: value.place, isClosed: inside.endIndex < rest.endIndex)
        rest = rest[inside.endIndex...].dropFirst()
      } else {
        text += "$"
      }
    }
    return text + rest
  }

  private mutating func parameter(_ name: String, at place: TextPlace, isClosed: Bool) -> String {
    guard isClosed else {
      complain("'${' is never closed", at: place, "write $${ for the shell's own")
      return ""
    }
    if let parameter = parameters.first(where: { $0.name == name }) { return parameter.value.text }
    let hint =
      hint(for: name, among: parameters.map(\.name)).map { "\($0) A" } ?? "give it a default in [parameters]; a"
    complain(
      "there is no parameter '\(name.prefix(40).description.onOneLine)'", at: place,
      "\(hint) variable of the shell is written $${…}")
    return ""
  }
}
