import ArgumentParser
import CroftDriver

/// A step of a job as people name it: by its number, its name, or the beginning of its name.
struct StepReference: ExpressibleByArgument, Equatable {
  let text: String

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    text = argument
  }

  /// nil: it is to be looked for by name.
  var number: Int? { Int(text) }

  /// - Parameter client: is asked for only where the steps are needed.
  func number(in job: Int, from client: @autoclosure () throws -> ManagerClient) throws -> Int {
    try number ?? JobSteps(of: job, from: client()).number(of: text)
  }
}
