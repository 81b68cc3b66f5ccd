/// One executor as the history knows it.
package struct ExecutorRecord: Codable, Sendable, Equatable {
  package var application: Int
  package var number: Int
  package var resources: Resources
  package var startedAt: Int
  /// nil while it runs.
  package var end: ExecutorEnd?
  package var endedAt: Int?
  package var usage = UsageRecord()

  package init(application: Int, number: Int, resources: Resources, startedAt: Int) {
    self.application = application
    self.number = number
    self.resources = resources
    self.startedAt = startedAt
  }
}
