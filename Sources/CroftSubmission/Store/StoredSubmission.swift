import CroftProtocol

/// A submission with what the store knows of it.
package struct StoredSubmission: Codable, Sendable, Equatable {
  /// Names its entry, and is the id under which its driver resumes what an earlier one has left.
  package let key: String
  package let submission: Submission
  /// Milliseconds since 1970.
  package let submittedAt: Int
  /// Which version of Croft took it.
  package let croftVersion: String

  package init(
    key: String, submission: Submission, submittedAt: Int, croftVersion: String = CroftVersion.current
  ) {
    self.key = key
    self.submission = submission
    self.submittedAt = submittedAt
    self.croftVersion = croftVersion
  }
}

/// The names of the store's entries: the time in milliseconds and a random number, in hexadecimal digits, so that
/// names are in the order of their times and those of other people's machines don't meet.
package enum SubmissionKey {
  private static let timeDigits = 12
  private static let randomDigits = 8

  package static func make(unixMilliseconds: Int, random: UInt32) -> String {
    padded(UInt64(clamping: unixMilliseconds), timeDigits) + "-" + padded(UInt64(random), randomDigits)
  }

  /// When it was made; nil for what is no key.
  package static func unixMilliseconds(of key: String) -> Int? {
    let parts = key.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == timeDigits, parts[1].utf8.count == randomDigits,
      UInt32(parts[1], radix: 16) != nil
    else { return nil }
    return Int(parts[0], radix: 16)
  }

  private static func padded(_ number: UInt64, _ digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
