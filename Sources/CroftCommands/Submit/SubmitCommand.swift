import ArgumentParser
import Croft
import CroftBatch
import CroftDriver
import CroftLinux
import CroftProtocol
import CroftSubmission
import Glibc

struct SubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Runs a command on the farm, for each of many inputs; or the steps of a job file.",
    usage: """
      croft submit [options] [--] command [argument ...] [::: value ...]
      croft submit [options] --shell 'line'
      croft submit [options] --python file [argument ...]
      croft submit [options] file.toml [--set name=value ...]
      """,
    discussion: SubmitHelp.discussion)

  @OptionGroup(title: "Inputs") var inputs: InputOptions
  @OptionGroup(title: "Each task") var tasks: TaskOptions
  @OptionGroup(title: "The job") var job: JobOptions

  @Flag(help: "The command is a line for the shell; inputs in it are quoted.")
  var shell = false

  @Option(
    help: ArgumentHelp(
      "Run this file with the Python of the virtual environment that is active, else with python3.",
      valueName: "file"),
    completion: .file(extensions: ["py"]))
  var python: String?

  @OptionGroup var parameters: JobFileOptions
  @OptionGroup var manager: ManagerOptions

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The program and its arguments, or a job file.", valueName: "command"))
  var words: [String] = []

  /// The program and its arguments, and the inputs behind them.
  var line: CommandLineInputs { CommandLineInputs(words.first == "--" ? Array(words.dropFirst()) : words) }

  /// The job file that stands in the command's place.
  var jobFile: String? {
    guard let first = words.first, first.hasSuffix(JobFileArguments.fileExtension), !shell, python == nil else {
      return nil
    }
    return first
  }

  func validate() throws {
    // What ends our options is captured before anybody else looks at it.
    if ["--help", "-h"].contains(words.first), python == nil { throw CleanExit.helpRequest(self) }
    if let jobFile { return try checkJobFile(jobFile) }
    let command = line.command
    if shell, python != nil { throw ValidationError("--shell and --python exclude one another.") }
    if command.isEmpty, python == nil {
      throw ValidationError("Name the command, as in: croft submit -- gzip FILE")
    }
    // What is no option of ours ends them; a program whose name begins so can stand behind --.
    if let first = words.first, first != "--", first.hasPrefix("-"), python == nil {
      throw ValidationError(Self.unknownOption(first))
    }
    if !parameters.settings.isEmpty { throw ValidationError("--set is for a job file.") }
    if line.namesNoFile { throw ValidationError("Name a file behind ::::, whose lines are inputs; behind ::: values.") }
  }

  private func checkJobFile(_ file: String) throws {
    let isPlain = inputs.product(with: []).isEmpty && !tasks.isSet && job.maxFailures == nil && job.maxRunning == nil
    guard isPlain else {
      throw ValidationError("What concerns inputs and tasks stands in the job file \(file): see croft submit --help.")
    }
    guard words.count == 1 else {
      throw ValidationError(
        "'\(words[1])' can't stand behind the job file \(file): a file gets its parameters by --set name=value. "
          + "To run a program of that name, write -- before it.")
    }
  }

  static func unknownOption(_ word: String) -> String {
    let (spelled, hint) = OptionNames.suggestion(for: word, of: SubmitCommand.self)
    return "croft submit has no option '\(spelled)'.\(hint) A program whose name begins with - stands behind --."
  }

  func run() async throws {
    do {
      let master = try self.master
      let submission = try await self.submission(on: master)
      guard master.isManager, !job.wait else {
        throw ExitCode(await AttachedRun(submission, on: master, job.presentation).run())
      }
      try SubmittedJob(job: DetachedRun(submission, on: master).start()).tell(asJSON: job.json)
    } catch let error as ExitCode {
      throw error
    } catch let error as ValidationError {
      // Which options go together may depend on the master, and they are wrong all the same.
      throw error
    } catch {
      StandardError.warn("\(error)")
      throw ExitCode(SubmissionOutcome(end: .failed).exitStatus)
    }
  }

  private var master: Master {
    get throws {
      let master = try manager.findMaster()
      if !master.isManager, job.detach {
        throw ValidationError("A local master ends with this process, so that --detach has no meaning: leave it out.")
      }
      if master.isManager, !job.wait, job.ordered { throw ValidationError("--ordered is for --wait.") }
      return master
    }
  }

  // MARK: - What is submitted

  private func submission(on master: Master) async throws -> Submission {
    let environment = Environment.allBytes.map { ByteString($0) }
    let directory = ByteString(try currentDirectoryBytes())
    let logicalTime = SubmissionContext.value("CROFT_LOGICAL_TIME", in: environment)?.text
    var submission: Submission
    if let jobFile {
      let path = ArgumentBytes.bytes(jobFile)
      let file = try JobFileSource(path: path, settings: parameters.settings).job()
      let name = path.text.printable.split(separator: "/").last?.dropLast(JobFileArguments.fileExtension.count) ?? ""
      submission = try file.submission(
        defaultName: name.isEmpty ? "job" : String(name), logicalTime: logicalTime, environment: environment,
        directory: directory)
    } else {
      submission = try commandSubmission(environment, directory, logicalTime)
    }
    submission.name = job.name ?? submission.name
    submission.queue = job.queue ?? submission.queue ?? Environment.value("CROFT_QUEUE")
    submission.priority = job.priority ?? submission.priority
    submission.after = try predecessors(on: master)
    submission.fileCreationMask = UInt32(ProcessSurroundings.ownMask)
    return submission
  }

  private func commandSubmission(
    _ environment: [ByteString], _ directory: ByteString, _ logicalTime: String?
  ) throws -> Submission {
    let line = line
    let read = try BatchInputs.load(product: inputs.product(with: line.inputs))
    var settings = try tasks.settings(environment: environment)
    try settings.checkDirectory()
    settings.maxRunning = [job.maxRunning, inputs.maxRunning].compactMap(\.self).min()
    settings.maxFailures = job.maxFailures
    let command = try SubmittedCommand(
      words: line.command.map { ArgumentBytes.bytes($0) }, isShell: shell, python: python.map(ArgumentBytes.bytes),
      in: SubmissionContext(environment: environment, directory: directory, settings: settings))
    let step = SubmissionStep(command: command.command, inputs: .read(read), settings: settings)
    try step.check()
    return try Submission(
      name: command.title, logicalTime: logicalTime, environment: environment, directory: directory, step: step)
  }

  private func predecessors(on master: Master) throws -> [Int] {
    if job.after.isEmpty { return [] }
    guard case .manager(let socketPath) = master else {
      throw ValidationError("--after needs a manager, which knows the other job.")
    }
    let directory = JobDirectory(client: try ManagerClient(socketPath: socketPath))
    return try directory.records(of: job.after).map(\.id)
  }
}

/// What `croft submit --json` prints of a job that was handed to the manager.
struct SubmittedJob: Encodable {
  let job: Int

  /// Prints its number.
  ///
  /// - Throws: ``NumberLost``.
  func tell(asJSON: Bool) throws {
    print(asJSON ? try JSONValue(encoding: self).text(pretty: true) : "\(job)")
    do {
      try StandardStreams.flush()
    } catch {
      throw NumberLost(job: job, reason: "\(error)")
    }
  }
}

/// Whoever has submitted a job wouldn't know its number, and would take it for not submitted.
struct NumberLost: Error, CustomStringConvertible {
  let job: Int
  let reason: String

  var description: String {
    "job \(job) was handed to the manager, but its number could not be written: \(reason); "
      + "don't submit it again, or cancel it first (croft cancel \(job))"
  }
}
