/// One job, as its driver reported it.
package struct JobRecord: Codable, Sendable, Equatable {
  package enum Outcome: String, Codable, Sendable, CaseIterable {
    case succeeded, failed, cancelled
  }

  package var application: Int
  package var number: Int
  package var name: String
  package var stages: Int
  package var startedAt: Int
  /// nil while it runs.
  package var endedAt: Int?
  package var outcome: Outcome?
  package var error: String?

  package init(application: Int, number: Int, name: String, stages: Int, startedAt: Int) {
    self.application = application
    self.number = number
    self.name = name
    self.stages = stages
    self.startedAt = startedAt
  }
}
