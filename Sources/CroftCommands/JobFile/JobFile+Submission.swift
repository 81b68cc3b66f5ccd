import CroftBatch
import CroftLinux
import CroftSubmission

extension JobFile {
  /// The job as its driver gets it.
  ///
  /// The inputs of steps that wait for no other are read here, so that what is wrong with them is known at once; those
  /// of the others may be made by earlier steps, and are read when their step starts. Takes the time to read them.
  ///
  /// - Parameters:
  ///   - defaultName: what lists call a job whose file doesn't say.
  ///   - environment: the submitter's.
  ///   - directory: the submitter's, which is this process's own, too.
  /// - Throws: a `BatchError` that names the step whose inputs can't be read, or don't fit to its command.
  func submission(
    defaultName: String, logicalTime: String?, environment: [ByteString], directory: ByteString
  ) throws(BatchError) -> Submission {
    var submitted: [SubmissionStep] = []
    for (number, step) in steps.enumerated() {
      let isFirst = graph.steps[number].after.isEmpty && !graph.cleanUps.contains(number)
      do throws(BatchError) {
        // Later ones may run in directories that earlier ones make.
        if isFirst { try step.settings.checkDirectory() }
        let inputs: StepInputs =
          isFirst || !step.readsFiles ? .read(try BatchInputs.load(product: step.inputs)) : .unread(step.inputs)
        let checked = SubmissionStep(name: step.name, command: step.command, inputs: inputs, settings: step.settings)
        try checked.check()
        submitted.append(checked)
      } catch {
        throw BatchError("the step \(step.name): \(error)")
      }
    }
    return Submission(
      name: name ?? defaultName, queue: queue, priority: priority ?? 0, logicalTime: logicalTime,
      environment: environment, directory: directory, steps: submitted, graph: graph)
  }
}

extension JobStep {
  /// Whether its inputs may come to be, or change, before it starts. Standard input is there only now.
  fileprivate var readsFiles: Bool {
    !inputs.joined().contains { $0.isStandardInput } && inputs.joined().contains { $0.isFile }
  }
}

extension InputSpecification {
  fileprivate var isStandardInput: Bool {
    switch self {
    case .over(let path, _), .csv(let path): path == "-"
    case .array, .values: false
    }
  }

  fileprivate var isFile: Bool {
    switch self {
    case .over, .csv: true
    case .array, .values: false
    }
  }
}
