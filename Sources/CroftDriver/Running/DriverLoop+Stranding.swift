import CroftLinux
import CroftProtocol

// Jobs without an executor, while the manager that could give one is gone.
extension DriverLoop {
  /// Gives each job that can't go on without the manager its time from now on, unless it has been given it already.
  func watchStrandedJobs() {
    guard let session, !session.isConnected, links.isEmpty else { return }
    for job in executions.keys where strandedJobs[job] == nil {
      let wait = UInt64(configuration.managerWaitSeconds * 1e9)
      strandedJobs[job] = loop.addTimer(at: MonotonicTime.nowNanoseconds + wait) { [unowned self] in
        fail(stranded: job)
      }
    }
  }

  /// The manager is back, or no longer hoped for.
  func forgetStrandedJobs() {
    for timer in strandedJobs.values { loop.cancelTimer(timer) }
    strandedJobs = [:]
  }

  func forgetStranded(_ job: JobID) {
    if let timer = strandedJobs.removeValue(forKey: job) { loop.cancelTimer(timer) }
  }

  private func fail(stranded job: JobID) {
    strandedJobs[job] = nil
    let seconds = Int(configuration.managerWaitSeconds.rounded())
    let message = """
      job \(job) has no executor, and the manager that could give one has been gone for \(seconds) s: start it again \
      with croftd, and then the program
      """
    scheduler.cancel(job, because: JobError(.noExecutors, message))
  }
}
