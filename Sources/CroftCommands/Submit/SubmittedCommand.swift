import CroftBatch
import CroftLinux
import CroftProtocol
import Glibc

/// What a submission runs: the words of a command line, checked where it is submitted.
struct SubmittedCommand {
  let command: JobStep.Command
  /// What lists call a job that has no name of its own.
  let title: String

  /// - Parameters:
  ///   - words: the program and its arguments; with `isShell`, a line for the shell; with `python`, the arguments.
  ///   - python: a script.
  ///   - context: where it is submitted.
  /// - Throws: a `BatchError` for a program that can't be run, with what may have been meant.
  init(words: [ByteString], isShell: Bool, python: ByteString?, in context: SubmissionContext) throws(BatchError) {
    if isShell {
      let line = ByteString(words.map(\.bytes).joined(separator: [UInt8(ascii: " ")]))
      command = .shell(line)
      title = Self.title(ByteString(line.bytes.split(separator: UInt8(ascii: " ")).first ?? []))
      return
    }
    if let python {
      let script = context.absolute(python)
      try Self.checkScript(script)
      command = .program([try context.pythonInterpreter(), script] + words)
      title = Self.title(python)
      return
    }
    guard let name = words.first, !name.isEmpty else { throw BatchError("a command is missing: write it behind --") }
    title = Self.title(name)
    // A name with a replacement string in it is another for each task.
    let isTemplate = name.bytes.contains(UInt8(ascii: "{"))
    command = .program(isTemplate ? words : [try context.program(name, isWholeCommand: words.count == 1)] + words[1...])
  }

  private static func checkScript(_ path: ByteString) throws(BatchError) {
    switch ProgramHindrance(at: path.bytes) {
    case .missing: throw BatchError("there is no Python file \(path.quoted): look at the path")
    case .directory: throw BatchError("\(path.quoted) is a directory: name a Python file in it")
    default: break
    }
    guard path.withCString({ access($0, R_OK) }) == 0 else {
      throw BatchError("the Python file \(path.quoted) can't be read: allow it with chmod +r")
    }
  }

  /// A program's name without its directories, for a list.
  private static func title(_ name: ByteString) -> String {
    let text = (name.bytes.split(separator: UInt8(ascii: "/")).last.map { ByteString($0) } ?? name).text.printable
    return text.isEmpty ? "command" : String(text.prefix(longestTitle))
  }

  /// A list has eighty columns.
  private static let longestTitle = 40
}

/// Where and by whom a job is submitted.
struct SubmissionContext {
  /// `NAME=value` each.
  let environment: [ByteString]
  /// An absolute path.
  let directory: ByteString
  /// What the tasks' own settings make of `PATH`.
  var searchPath: ByteString

  /// - Parameter settings: may set another `PATH`, and another working directory.
  init(environment: [ByteString], directory: ByteString, settings: StepSettings) {
    self.environment = environment
    let chosen = settings.environment.last { $0.name == "PATH" }?.value
    searchPath = chosen ?? Self.value("PATH", in: environment) ?? ByteString(ProgramSearch.usualPath)
    self.directory = settings.directory?.absolute(in: directory) ?? directory
    submissionDirectory = directory
  }

  private let submissionDirectory: ByteString

  /// A path as the submitter means it.
  func absolute(_ path: ByteString) -> ByteString { path.absolute(in: submissionDirectory) }

  /// The absolute path of a program.
  ///
  /// - Parameter isWholeCommand: it stands alone, so that blanks in it may be a line for the shell.
  func program(_ name: ByteString, isWholeCommand: Bool) throws(BatchError) -> ByteString {
    let search = ProgramSearch(for: name.bytes, in: searchPath.bytes, from: directory.bytes)
    if let path = search.path { return ByteString(path) }
    if let hindrance = search.hindrance, hindrance != .missing {
      throw BatchError("\(name.quoted) can't be run: \(hindrance)")
    }
    if isWholeCommand, name.bytes.contains(where: { " ;|&<>$".utf8.contains($0) }) {
      throw BatchError("there is no program \(name.quoted): to have the shell run this line, add --shell")
    }
    if name.bytes.contains(UInt8(ascii: "/")) {
      throw BatchError("there is no program \(name.quoted): look at the path, which is relative to \(directory.quoted)")
    }
    let meant = NearestName.of(name.text, among: programs).map { "did you mean '\($0)'?" }
    throw BatchError("there is no program \(name.quoted) on PATH: \(meant ?? "install it, or write its path")")
  }

  /// The virtual environment's that is active where the job is submitted, else the first `python3`.
  func pythonInterpreter() throws(BatchError) -> ByteString {
    guard let virtual = Self.value("VIRTUAL_ENV", in: environment), !virtual.isEmpty else {
      return try program("python3", isWholeCommand: false)
    }
    let interpreter = ByteString("bin/python").absolute(in: virtual)
    if let hindrance = ProgramHindrance(at: interpreter.bytes) {
      throw BatchError(
        """
        the interpreter \(interpreter.quoted), which VIRTUAL_ENV names, can't be run: \(hindrance.reason): activate \
        another, or unset it
        """)
    }
    return interpreter
  }

  private var programs: [String] {
    // Who has so many programs gets a suggestion from among the first of them.
    let most = 20_000
    var names: Set<String> = []
    for folder in searchPath.text.split(separator: ":") where names.count < most {
      names.formUnion((try? FileSystem.list(String(folder))) ?? [])
    }
    return names.sorted()
  }

  static func value(_ name: String, in environment: [ByteString]) -> ByteString? {
    let beginning = Array("\(name)=".utf8)
    return environment.first { $0.bytes.starts(with: beginning) }.map { ByteString($0.bytes[beginning.count...]) }
  }
}
