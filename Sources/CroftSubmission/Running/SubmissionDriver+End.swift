import Croft
import CroftBatch
import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc

// How a job ends, and what is left of it.
extension SubmissionDriver {
  /// The same, if a signal came before the job had an end of its own: then that is what ended it.
  func interrupted(_ outcome: SubmissionOutcome) -> SubmissionOutcome {
    guard let status = interruption.status, !outcome.hasEndedByItself else { return outcome }
    var outcome = outcome
    outcome.end = .signalled(status - 128)
    return outcome
  }

  /// Leaves word of the end, and removes what nobody will need.
  ///
  /// - Parameter hasFailures: whether some step has failed, also one that may: a retry would run it.
  func finish(_ farm: Farm, _ outcome: SubmissionOutcome, hasFailures: Bool) async {
    let status = Int(outcome.exitStatus)
    guard isForGood(outcome, farm) else { return await farm.noteExit(status: status) }
    await farm.noteFinished(status: status)
    guard outcome.end == .succeeded, !hasFailures, let stored else { return }
    do {
      try farm.forgetResumption()
    } catch {
      say("\(error), ignoring")
    }
    stored.store.forgetWork(of: stored.key)
  }

  /// Whether a driver that the manager starts again would have nothing to do.
  private func isForGood(_ outcome: SubmissionOutcome, _ farm: Farm) -> Bool {
    switch outcome.end {
    case .succeeded, .tasksFailed: true
    // Who ends the job tells the farm. A signal by itself is for this process, as when the machine shuts down.
    case .signalled: farm.termination != nil
    // What couldn't be run is worth another try.
    case .failed: false
    }
  }
}

extension SubmissionOutcome {
  /// How the steps ended, where nothing kept them from it.
  init(after outcome: StepProgress.Outcome) {
    switch outcome {
    case .succeeded: self.init(end: .succeeded)
    case .failed: self.init(end: .tasksFailed)
    case .cancelled: self.init(end: .signalled(SIGTERM))
    }
  }

  /// What kept the job from its end.
  init(after error: any Error) {
    switch error {
    case let error as JobError: self.init(end: Self.end(after: error), problem: error.message)
    case is PredecessorFailed: self.init(end: .tasksFailed, problem: "\(error)")
    // From outside, by `croft cancel`, as SIGTERM ends a process.
    case is CancellationError: self.init(end: .signalled(SIGTERM))
    default: self.init(end: .failed, problem: "\(error)")
    }
  }

  private static func end(after error: JobError) -> End {
    switch error.code {
    case .taskFailed, .taskTimedOut, .outOfMemory, .executorsLost: .tasksFailed
    case .terminated, .cancelled: .signalled(SIGTERM)
    default: .failed
    }
  }

  /// Whether the job has come to an end of its own, for better or worse.
  var hasEndedByItself: Bool { end == .succeeded || end == .tasksFailed }

  /// What tasks have printed is a part of the job: without it the job has not succeeded.
  mutating func take(_ trouble: OutputPrinter.Trouble?) {
    switch trouble {
    case nil: break
    case .closed: end = .signalled(SIGPIPE)
    case .failed(let error): (end, problem) = (.failed, "can't print what tasks have printed: \(error)")
    }
  }
}
