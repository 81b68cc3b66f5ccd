import CroftBatch
import CroftDriver
import CroftLinux
import CroftProtocol

/// The limits that a submission asks for and that nothing enforces where it runs. Whoever asked is told, once.
enum MissingLimits {
  /// The line about them; nil where all are enforced.
  ///
  /// - Throws: what asking the manager throws. It is asked only about a submission that names a limit.
  static func sentence(about submission: Submission, on master: Master) throws -> String? {
    // What an application of its own asks for is for its executors, and it is told itself.
    let settings = submission.steps.compactMap { step -> StepSettings? in
      if case .application = step.command { return nil } else { return step.settings }
    }
    // By the manager's names for them.
    let asked = [
      ("memory", "--memory", settings.contains { $0.memory != nil }),
      ("processes", "--pids", settings.contains { $0.pids != nil }),
    ].filter(\.2)
    guard !asked.isEmpty else { return nil }
    guard case .manager(let socketPath) = master else {
      return sentence(asked.map(\.1), because: "it takes a manager to do that")
    }
    let missing = try ManagerClient(socketPath: socketPath).call(GetStatus()).limits.filter { !$0.enforced }
    let options = asked.filter { option in missing.contains { $0.name == option.0 } }.map(\.1)
    let reason = missing.first { limit in asked.contains { $0.0 == limit.name } }?.reason
    return options.isEmpty ? nil : sentence(options, because: reason ?? "see croft status")
  }

  static func sentence(_ options: [String], because reason: String) -> String {
    "nothing here enforces \(options.joined(separator: " and ")), ignoring: \(reason)"
  }
}
