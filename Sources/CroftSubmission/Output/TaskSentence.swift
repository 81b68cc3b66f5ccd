import CroftBatch
import CroftLinux

/// The line about a task that failed: which one, of what input, how it ended, after how many attempts.
struct TaskSentence: Sendable {
  private let submission: Submission

  init(_ submission: Submission) { self.submission = submission }

  /// nil for a task that succeeded.
  func line(about end: EndedTask) -> String? {
    guard let failure = end.failure else { return nil }
    let step = submission.steps[end.step]
    let place = step.name.map { "\($0): " } ?? ""
    let attempts = end.attempt == 0 ? "" : ", after \(end.attempt + 1) attempts"
    return "croft: \(place)task \(end.task + 1)\(input(of: end.task, step)) failed: \(failure.printable)\(attempts)\n"
  }

  /// Inputs that are read when a step starts aren't here any longer, and then the command in the reason has to do.
  private func input(of task: Int, _ step: SubmissionStep) -> String {
    guard case .read(let inputs) = step.inputs, inputs.columns.count > 0, task < inputs.count else { return "" }
    return " (" + inputs.values(of: task).map(\.quoted).joined(separator: " ") + ")"
  }
}
