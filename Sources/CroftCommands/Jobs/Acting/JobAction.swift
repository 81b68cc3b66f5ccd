import ArgumentParser
import CroftDriver
import CroftLinux
import CroftProtocol

/// Does something to jobs that run, one after another, and tells what came of it.
struct JobAction {
  let client: ManagerClient
  /// What was done, as in "cancelled".
  let participle: String

  /// - Throws: `ExitCode` where it wasn't done to some; why is on standard error. What ends the connection is thrown
  ///   once it has been told what was done before.
  func perform(
    on jobs: [ApplicationRecord], _ listing: ListingOptions,
    action: (Int) throws(ManagerClientError) -> Void
  ) throws {
    var outcomes: [JobActionReport.Outcome] = []
    var obstacle: (any Error)?
    for job in jobs {
      do {
        let reason = try failure(of: job, action)
        outcomes.append(.init(id: job.id, name: job.name, isDone: reason == nil, reason: reason))
      } catch {
        obstacle = error
        break
      }
    }
    let report = JobActionReport(payload: .init(jobs: outcomes), participle: participle)
    let isToBeTold = obstacle == nil || !outcomes.isEmpty
    if !report.ids.isEmpty || (listing.output.json && isToBeTold) { try listing.write(report) }
    report.complaints.forEach(StandardError.warn)
    if let obstacle { throw obstacle }
    if !report.isComplete { throw ExitCode.failure }
  }

  /// Why it couldn't be done; nil when it was.
  private func failure(
    of job: ApplicationRecord, _ action: (Int) throws(ManagerClientError) -> Void
  ) throws -> String? {
    guard job.endedAt == nil else { return "it is over. \(job.end?.printable ?? "How it ended isn't known.")" }
    do {
      try action(job.id)
      return nil
    } catch {
      switch error.reason {
      case .refused(.noSuchApplication): return "it has just ended"
      case .refused(.service(.permissionDenied)): return "it is another user's"
      case .refused(let refusal): return "\(refusal)"
      // The next ones would fare no better.
      default: throw error
      }
    }
  }
}
