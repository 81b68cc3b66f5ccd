/// How an executor's cores are its own.
package enum CoreSharing: String, Codable, Sendable, CaseIterable {
  /// A share of the processors by weight: it may use more where nobody else wants them.
  case weight
  /// Never more than its cores' time, even where processors idle.
  case quota
  /// Processors that nobody else of the farm runs on.
  case exclusive
}
