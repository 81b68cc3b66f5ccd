import CroftLinux

/// What one check of an installation came to.
struct Finding: Encodable, Equatable, Sendable {
  enum Severity: String, Encodable, Comparable, Sendable {
    /// It is as it should be.
    case ok
    /// The farm works, with something less than it could have.
    case warning
    /// The farm, or a part of it, doesn't work.
    case fault

    private var rank: Int {
      switch self {
      case .ok: 0
      case .warning: 1
      case .fault: 2
      }
    }

    static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
  }

  /// What was looked at: a word.
  let check: String
  let severity: Severity
  /// How it is.
  let message: String
  /// What to do about it, where it isn't ok.
  let cure: String?

  static func ok(_ check: String, _ message: String) -> Finding {
    Finding(check: check, severity: .ok, message: message, cure: nil)
  }

  static func warning(_ check: String, _ message: String, cure: String) -> Finding {
    Finding(check: check, severity: .warning, message: message, cure: cure)
  }

  static func fault(_ check: String, _ message: String, cure: String) -> Finding {
    Finding(check: check, severity: .fault, message: message, cure: cure)
  }
}

/// All findings, for programs and for people.
struct Diagnosis: Encodable, Equatable {
  let findings: [Finding]

  private var worst: Finding.Severity { findings.map(\.severity).max() ?? .ok }

  /// 0: nothing is wrong; 1: there are warnings; 2: there are faults.
  var exitStatus: Int32 {
    switch worst {
    case .ok: 0
    case .warning: 1
    case .fault: 2
    }
  }

  /// A line for each finding, its cure below it, and the sum.
  ///
  /// - Parameter isUnicode: whether who reads them has more characters than ASCII's.
  func lines(isUnicode: Bool) -> [String] {
    findings.flatMap { finding in
      ["\(Self.sign(finding.severity, isUnicode)) \(finding.check): \(finding.message.printable)"]
        + (finding.cure.map { ["    \(isUnicode ? "→" : "->") \($0.printable)"] } ?? [])
    } + [summary]
  }

  private var summary: String {
    let (warnings, faults) = (count(.warning), count(.fault))
    if warnings + faults == 0 { return "All is well." }
    return [(faults, "fault"), (warnings, "warning")].filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " and ") + "."
  }

  private func count(_ severity: Finding.Severity) -> Int { findings.count { $0.severity == severity } }

  private static func sign(_ severity: Finding.Severity, _ isUnicode: Bool) -> String {
    switch severity {
    case .ok: isUnicode ? "✓" : "+"
    case .warning: "!"
    case .fault: isUnicode ? "✗" : "x"
    }
  }
}
