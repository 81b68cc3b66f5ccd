import CroftDriver
import CroftProtocol

/// What a job runs at a moment, as far as its driver has told.
struct RunningTasks {
  private struct Stage: Hashable {
    let step: Int
    let number: Int
  }

  private let attempts: [Stage: [RunningAttempt]]
  /// What the time that they have run is counted to.
  let nowUnixMilliseconds: Int

  init(_ attempts: [RunningAttempt] = [], nowUnixMilliseconds: Int = 0) {
    self.attempts = Dictionary(grouping: attempts) { Stage(step: $0.job, number: $0.stage) }
    self.nowUnixMilliseconds = nowUnixMilliseconds
  }

  /// Nothing of a job that is over, nor where the manager is of a version that doesn't tell.
  init(of record: ApplicationRecord, from client: ManagerClient, nowUnixMilliseconds now: Int) throws {
    guard record.endedAt == nil else {
      self.init()
      return
    }
    do {
      self.init(
        try client.call(ListRunningAttempts(application: record.id)).attempts, nowUnixMilliseconds: now)
    } catch {
      guard case .refused(.service(.methodNotFound)) = error.reason else { throw error }
      self.init()
    }
  }

  func attempts(of stage: StageRecord) -> [RunningAttempt] {
    attempts[Stage(step: stage.job, number: stage.number)] ?? []
  }
}
