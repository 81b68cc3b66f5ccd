/// What `systemd-analyze calendar` prints in the C locale, as of systemd 252 and later.
struct CalendarOutput: Equatable {
  /// As systemd understands the expression.
  private(set) var normalizedForm: String?
  /// In ascending order, in milliseconds since 1970.
  private(set) var occurrences: [Int] = []

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      guard let colon = line.indices.first(where: { line[$0...].hasPrefix(": ") }) else { continue }
      let label = line[..<colon].drop { $0 == " " }
      let value = line[line.index(colon, offsetBy: 2)...]
      if label == "Normalized form" {
        normalizedForm = String(value)
      } else if label == "Next elapse" || label.hasPrefix("Iter") {
        // Where the local zone is UTC under any name there is no second line; "never" is no time.
        if let moment = Timestamp.systemd(value) { occurrences.append(moment) }
      } else if label == "(in UTC)", !occurrences.isEmpty, let moment = Timestamp.systemd(value) {
        occurrences[occurrences.count - 1] = moment
      }
    }
  }

  /// Whether there are occurrences within a second, which are printed without their fractions.
  var hasFractions: Bool {
    let bytes = Array((normalizedForm ?? "").utf8)
    let dot = UInt8(ascii: ".")
    // Two dots make a range, such as Mon..Fri.
    return bytes.indices.contains { index in
      bytes[index] == dot && (index == 0 || bytes[index - 1] != dot)
        && (index + 1 == bytes.count || bytes[index + 1] != dot)
    }
  }
}
