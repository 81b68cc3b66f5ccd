import CroftProtocol
import Logging

extension ConfigurationValue where Value == Bool {
  /// As systemd.syntax(7) has them.
  static let boolean = ConfigurationValue("yes or no") { (text: String) in
    switch text.lowercased() {
    case "1", "yes", "y", "true", "t", "on": true
    case "0", "no", "n", "false", "f", "off": false
    default: nil
    }
  }
}

extension ConfigurationValue where Value == Int {
  static func integer(_ range: ClosedRange<Int>) -> ConfigurationValue {
    ConfigurationValue("a whole number from \(range.lowerBound) to \(range.upperBound)") { (text: String) in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// In milliseconds.
  static let timeSpan = ConfigurationValue("a time span such as 30s or 5min 20s") { (text: String) in
    TimeSpan.milliseconds(text)
  }

  static let bytes = ConfigurationValue("a size such as 512M or 8G") { (text: String) in byteCount(text) }

  /// In 1/10000.
  static let percentage = ConfigurationValue("a percentage from 0% to 100%") { (text: String) in permyriad(text) }
}

extension ConfigurationValue where Value == Int? {
  /// In milliseconds; nil for `infinity`.
  static let timeSpanOrInfinity = ConfigurationValue("a time span such as 30s or 5min 20s, or infinity") {
    (text: String) -> Int?? in
    text == "infinity" ? .some(nil) : TimeSpan.milliseconds(text).map { .some($0) }
  }
}

extension ConfigurationValue where Value == Double {
  static func factor(_ range: ClosedRange<Double>) -> ConfigurationValue {
    ConfigurationValue("a number from \(range.lowerBound) to \(range.upperBound)") { (text: String) in
      decimal(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension ConfigurationValue where Value == ConfiguredAmount {
  static let cores = ConfigurationValue("a number of cores, or a percentage of all") { (text: String) in
    countOrPart(text, from: 1)
  }

  static let coresOrInfinity = ConfigurationValue("a number of cores, a percentage of all, or infinity") {
    (text: String) in
    text == "infinity" ? .unlimited : countOrPart(text, from: 1)
  }

  static let reservedCores = ConfigurationValue("a number of cores, or a percentage of all") { (text: String) in
    countOrPart(text, from: 0)
  }

  static let memory = ConfigurationValue("a size such as 8G, or a percentage of all memory") { (text: String) in
    sizeOrPart(text, from: 1)
  }

  static let memoryOrInfinity = ConfigurationValue("a size such as 8G, a percentage of all memory, or infinity") {
    (text: String) in
    text == "infinity" ? .unlimited : sizeOrPart(text, from: 1)
  }

  static let reservedMemory = ConfigurationValue("a size such as 8G, or a percentage of all memory") {
    (text: String) in
    sizeOrPart(text, from: 0)
  }

  static let sizeOrInfinity = ConfigurationValue("a size such as 512M, or infinity") { (text: String) in
    text == "infinity" ? .unlimited : byteCount(text).map { .exactly($0) }
  }

  static let countOrInfinity = ConfigurationValue("a whole number of at least 1, or infinity") { (text: String) in
    text == "infinity" ? .unlimited : count(text, from: 1).map { .exactly($0) }
  }

  static let reservedCount = ConfigurationValue("a whole number") { (text: String) in
    count(text, from: 0).map { .exactly($0) }
  }

  private static func count(_ text: String, from least: Int) -> Int? {
    Int(text).flatMap { (least...ConfiguredAmount.largestCount).contains($0) ? $0 : nil }
  }

  private static func countOrPart(_ text: String, from least: Int) -> ConfiguredAmount? {
    count(text, from: least).map { .exactly($0) } ?? part(text, from: least)
  }

  private static func sizeOrPart(_ text: String, from least: Int) -> ConfiguredAmount? {
    byteCount(text).flatMap { $0 >= least ? .exactly($0) : nil } ?? part(text, from: least)
  }

  private static func part(_ text: String, from least: Int) -> ConfiguredAmount? {
    permyriad(text).flatMap { $0 >= least ? .permyriad($0) : nil }
  }
}

extension ConfigurationValue where Value == [IOBandwidth] {
  /// Adds one pair. A rate's letters are powers of 1000, as in systemd.resource-control(5).
  static let bandwidth = ConfigurationValue(list: "a path and a rate in bytes a second, such as /dev/sda 50M") {
    (text: String) -> [IOBandwidth]? in
    let words = text.split { $0 == " " || $0 == "\t" }
    guard words.count == 2, words[0].hasPrefix("/"), let rate = decimalByteCount(words[1]), rate > 0 else { return nil }
    return [IOBandwidth(path: String(words[0]), bytesPerSecond: rate)]
  }
}

extension ConfigurationValue where Value == [AccountName] {
  static let accounts = ConfigurationValue(list: "names or numbers, with blanks between them") {
    (text: String) -> [AccountName]? in
    text.split { $0 == " " || $0 == "\t" }.map { AccountName(String($0)) }
  }
}

extension ConfigurationValue where Value == AccountName? {
  static let accountOrNone = ConfigurationValue("one name or number, or nothing", takesEmpty: true) {
    (text: String) -> AccountName?? in
    if text.isEmpty { return .some(nil) }
    return text.contains { $0 == " " || $0 == "\t" } ? nil : .some(AccountName(text))
  }
}

extension ConfigurationValue where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  static var choice: ConfigurationValue {
    ConfigurationValue(listing(Value.allCases.map(\.rawValue))) { (text: String) in Value(rawValue: text) }
  }
}

extension ConfigurationValue where Value == StopMode? {
  static let stopMode = ConfigurationValue(listing(StopMode.allCases.map(\.rawValue))) { (text: String) in
    StopMode(rawValue: text).map { .some($0) }
  }
}

/// `drain, kill or keep`.
private func listing(_ words: [String]) -> String {
  words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
}

/// None too, unlike ``MemorySize``.
private func byteCount(_ text: String) -> Int? {
  guard let bytes = decimal(text) == 0 ? 0 : MemorySize(text)?.bytes else { return nil }
  return bytes <= ConfiguredAmount.largestBytes ? bytes : nil
}

private func decimalByteCount(_ text: Substring) -> Int? {
  let exponent = ["K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12]
  let factor = text.last.flatMap { exponent[$0.uppercased()] }
  return decimal(factor == nil ? text : text.dropLast()).flatMap { Int(exactly: ($0 * (factor ?? 1)).rounded()) }
}

/// `12.5%` as 1250.
private func permyriad(_ text: String) -> Int? {
  guard text.last == "%", let percent = decimal(trimmed(text.dropLast())), percent <= 100 else { return nil }
  return Int((percent * 100).rounded())
}
