/// How far one job is, at one moment.
struct ProgressSnapshot: Sendable {
  let name: String
  let stages: [JobProgress.Stage]
  /// Tasks that have had all their attempts, of a job that goes on without them.
  let failedTasks: Int
  /// Bytes read from input and from map outputs so far.
  let bytes: UInt64
  /// Since the job was submitted.
  let elapsedNanoseconds: UInt64
  /// How fast the stages that run now have been so far; nil as long as none of their tasks has ended.
  let pace: Pace?

  /// Thirty years: nobody waits longer, and it is a number that an integer holds.
  private static let longestSeconds = 1e9

  /// So many tasks in so much time.
  struct Pace: Sendable {
    let tasks: Int
    let nanoseconds: UInt64

    /// nil before there is anything to go by.
    var tasksPerSecond: Double? {
      tasks > 0 && nanoseconds > 0 ? Double(tasks) / (Double(nanoseconds) / 1e9) : nil
    }
  }

  /// The stages that are under way.
  var activeStages: [Int] { stages.indices.filter { stages[$0].done < stages[$0].total && stages[$0].hasBegun } }

  /// What is left of the active stages, if it goes on as it went so far; nil before there is anything to go by.
  ///
  /// Of stages that have not begun nothing is known, so nothing is said about them.
  var secondsLeft: Int? {
    guard let pace, pace.tasks > 0 else { return nil }
    let left = activeStages.reduce(0) { $0 + stages[$1].total - stages[$1].done }
    let seconds = Double(pace.nanoseconds) / 1e9 * Double(left) / Double(pace.tasks)
    return Int(min(seconds, Self.longestSeconds).rounded(.up))
  }
}

extension JobProgress.Stage {
  var hasBegun: Bool { done > 0 || running > 0 || failed > 0 }
}
