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
    let settings = settings(of: submission)
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

  /// The line about what commands asked for and no executor could enforce; nil where all was, or was named before.
  ///
  /// - Parameters:
  ///   - settings: of the steps that run commands.
  ///   - told: what was said before the first of them ran.
  static func sentence(
    about unenforced: UnenforcedLimits, askedFor settings: [StepSettings], told: String?
  ) -> String? {
    let options = [
      ("--memory", unenforced.contains(.memory) && settings.contains { $0.memory != nil }),
      ("--pids", unenforced.contains(.processes) && settings.contains { $0.pids != nil }),
    ].filter { option, isMissing in isMissing && told?.contains(option) != true }.map(\.0)
    return options.isEmpty
      ? nil : sentence(options, because: "its executors could make no cgroups with these limits; see croft doctor")
  }

  /// What an application of its own asks for is for its executors, and it is told itself.
  static func settings(of submission: Submission) -> [StepSettings] {
    submission.steps.compactMap { step in
      if case .application = step.command { nil } else { step.settings }
    }
  }

  static func sentence(_ options: [String], because reason: String) -> String {
    "nothing here enforces \(options.joined(separator: " and ")), ignoring: \(reason)"
  }
}
