import ArgumentParser
import CroftBatch
import CroftLinux
import CroftProtocol

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks a job file, and shows its steps.",
    discussion: """
      All that is wrong with the file is told at once, with its line and what to do: unknown keys, values that can't \
      be, missing programs, steps that wait for one another. The exit status is 1 then. Nothing is run, and no farm is \
      needed.

      The steps of a file without mistakes are shown below what they wait for. What can be in it: croft-job(5).

      With --json: file; problems, each with line, column, reason and suggestion; and, if there are none, name, queue, \
      priority, parameters and steps, each with name, kind (command, shell or program), words, inputs, after, \
      onFailure (stop, skip, goOn or run) and cleanUp.

      EXAMPLES:
        croft check nightly.toml
        croft check nightly.toml --set day=monday
        croft check nightly.toml --graph | dot -Tsvg > nightly.svg
      """)

  @Argument(help: ArgumentHelp("The job file.", valueName: "file"))
  var file: String

  @OptionGroup var parameters: JobFileOptions

  @Flag(help: "Print the steps in Graphviz's language, for dot(1).")
  var graph = false

  @Flag(help: "Print one JSON document.")
  var json = false

  @Flag(help: "Print nothing but what is wrong.")
  var quiet = false

  func validate() throws {
    if [graph, json, quiet].count(where: \.self) > 1 {
      throw ValidationError("--graph, --json and --quiet exclude one another.")
    }
  }

  func run() throws {
    let path = ArgumentBytes.bytes(file)
    let file = path.text
    let result = try JobFileSource(path: path, settings: parameters.settings).read()
    if json {
      print(try JSONValue(encoding: JobFileReport(file: file, result)).text(pretty: true))
    } else if let job = result.job {
      if !quiet { print(graph ? job.graph.graphviz(title: job.name ?? file) : job.listing, terminator: "") }
    } else {
      // Problems are for whoever mends the file; a listing or a graph goes elsewhere.
      for problem in result.problems { StandardError.say(problem.description.printable) }
    }
    if result.job == nil { throw ExitCode.failure }
  }
}

extension JobFile {
  /// The steps for a terminal, with what each runs.
  var listing: String { graph.listing { steps[$0].summary } }
}

extension JobStep {
  /// As long as fits beside a name on a usual line.
  private static let longestSummary = 60

  /// What it runs, and what for, on one line.
  var summary: String {
    let line =
      switch command {
      case .program(let words), .application(let words): ShellQuoting.commandLine(words).text
      case .shell(let script): script.text
      }
    let printable = line.split(whereSeparator: \.isNewline).joined(separator: " ").printable
    let cut = printable.count > Self.longestSummary ? printable.prefix(Self.longestSummary - 1) + "…" : printable[...]
    let inputs = inputsSummary
    return inputs.isEmpty ? String(cut) : "\(cut), for each of \(inputs)"
  }

  /// Such as `raw/*.gz × 1-10`; empty without any.
  var inputsSummary: String {
    InputSpecification.summary(ofProduct: inputs)
  }
}

extension InputSpecification {
  /// Of the factors of a product, in each those that are linked.
  static func summary(ofProduct factors: [[InputSpecification]]) -> String {
    factors.map { $0.map(\.summary).joined(separator: " + ") }.joined(separator: " × ").printable
  }

  private var summary: String {
    switch self {
    case .array(let array): "\(array.indices)"
    case .over(let path, _), .csv(let path): path.text
    case .values(let values): values.count == 1 ? "1 value" : "\(values.count) values"
    }
  }
}
