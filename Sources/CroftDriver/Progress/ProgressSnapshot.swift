/// How far one job is, at one moment.
struct ProgressSnapshot: Sendable {
  let name: String
  let stages: [JobProgress.Stage]
  /// Bytes read from input and from map outputs so far.
  let bytes: UInt64
  /// Since the job was submitted.
  let elapsedNanoseconds: UInt64
  /// Since the first of the stages that run now began.
  let stageElapsedNanoseconds: UInt64

  /// The stages that are under way.
  var activeStages: [Int] { stages.indices.filter { stages[$0].done < stages[$0].total && stages[$0].hasBegun } }

  /// What is left of the active stages, if it goes on as it went so far; nil before there is anything to go by.
  ///
  /// Of stages that have not begun nothing is known, so nothing is said about them.
  var secondsLeft: Int? {
    let active = activeStages.map { stages[$0] }
    let (done, total) = (active.reduce(0) { $0 + $1.done }, active.reduce(0) { $0 + $1.total })
    guard done > 0 else { return nil }
    return Int(Double(stageElapsedNanoseconds) / 1e9 * Double(total - done) / Double(done))
  }
}

extension JobProgress.Stage {
  var hasBegun: Bool { done > 0 || running > 0 || failed > 0 }
}

/// Numbers as people read them.
enum HumanReadable {
  /// `0:07`, `12:34`, `1:00:00`.
  static func duration(seconds: Int) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    return hours > 0 ? "\(hours):\(twoDigits(minutes)):\(twoDigits(rest))" : "\(minutes):\(twoDigits(rest))"
  }

  /// `17 B`, `1.2 GB`: powers of 1000, one decimal.
  static func bytes(_ count: UInt64) -> String {
    guard count >= 1000 else { return "\(count) B" }
    var value = Double(count)
    var unit = 0
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
    while value >= 999.95, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
