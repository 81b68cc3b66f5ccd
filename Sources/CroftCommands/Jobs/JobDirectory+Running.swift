import CroftProtocol

extension JobDirectory {
  /// The number of a job that runs.
  ///
  /// - Throws: `JobIsOverError` of one that doesn't any more; else as ``record(of:)``.
  func numberOfRunning(_ reference: JobReference) throws -> Int {
    let record = try record(of: reference)
    guard record.endedAt == nil else { throw JobIsOverError(record) }
    return record.id
  }
}
