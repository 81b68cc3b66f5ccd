/// A step as far as it could be read, with what concerns other steps.
struct StepDraft {
  let name: String
  let place: TextPlace
  /// nil if something was wrong with it.
  var step: JobStep?
  var after: [(name: String, place: TextPlace)] = []
  var onFailure = StepGraph.FailureRule.stop
  /// The step that `on-failure` names.
  var cleanUp: (name: String, place: TextPlace)?
}

extension JobFileReader {
  private static let stepKeys = ["command", "program", "arguments", "inputs", "after", "on-failure"] + settingKeys

  /// Settings of tasks that the driver doesn't make. In [defaults] they are for the other steps.
  private static let taskKeys = ["pids", "memory-growth", "max-running", "max-failures"]

  mutating func readSteps(in section: JobFileSection, defaults: StepSettings) -> [StepDraft] {
    guard let entry = section.table["step"] else {
      complain("there are no steps", at: section.place, "write [step.NAME], and a command below it")
      return []
    }
    guard case .table(let table) = entry.value.content else {
      complain("'step' is \(entry.value.kind)", at: entry.value.place, "write [step.NAME] above each step's keys")
      return []
    }
    guard (1...BatchLimits.steps).contains(table.entries.count) else {
      complain("there are \(table.entries.count) steps", at: entry.value.place, "a job has 1 to \(BatchLimits.steps)")
      return []
    }
    return table.entries.map { draft($0, defaults: defaults) }
  }

  private mutating func draft(_ entry: TOMLTable.Entry, defaults: StepSettings) -> StepDraft {
    var draft = StepDraft(name: entry.key, place: entry.keyPlace)
    guard Self.isStepName(entry.key) else {
      complain(
        "'\(entry.key.prefix(80).description.onOneLine)' can't name a step", at: entry.keyPlace,
        "use at most 64 letters, digits, - and _")
      return draft
    }
    guard case .table(let table) = entry.value.content else {
      complain("the step '\(entry.key)' is \(entry.value.kind)", at: entry.value.place, "write [step.\(entry.key)]")
      return draft
    }
    let section = JobFileSection(title: "[step.\(entry.key)]", table: table, place: entry.value.place)
    refuseUnknownKeys(in: section, known: Self.stepKeys)
    readAfter(in: section, into: &draft)
    readFailureRule(in: section, into: &draft)
    let settings = settings(in: section).over(defaults)
    let inputs = inputs(in: section)
    guard let command = command(in: section) else { return draft }
    let step = JobStep(name: entry.key, command: command, inputs: inputs, settings: settings)
    checkProgram(of: step, in: section)
    checkTemplates(of: step, in: section)
    draft.step = step
    return draft
  }

  /// It stands in commands, in the journal and in the environment.
  private static func isStepName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count) && name.utf8.allSatisfy { ByteClass.isWord($0) || $0 == UInt8(ascii: "-") }
      && !name.hasPrefix("-")
  }

  private mutating func readAfter(in section: JobFileSection, into draft: inout StepDraft) {
    guard let entry = section.table["after"] else { return }
    let values: [TOMLValue]
    if case .array(let list) = entry.value.content { values = list } else { values = [entry.value] }
    var known: Set<String> = []
    for value in values {
      guard let name = text(of: value) else {
        complain("'after' holds \(value.kind)", at: value.place, "write steps' names, such as [\"fetch\"]")
        continue
      }
      guard known.insert(name).inserted else {
        complain("'after' names '\(name.onOneLine)' twice", at: value.place, "remove one of them")
        continue
      }
      draft.after.append((name, value.place))
    }
  }

  private mutating func readFailureRule(in section: JobFileSection, into draft: inout StepDraft) {
    guard let entry = section.table["on-failure"] else { return }
    let words: [String: StepGraph.FailureRule] = ["stop": .stop, "skip": .skip, "go-on": .goOn]
    if let text = text(of: entry.value) {
      if let rule = words[text] {
        draft.onFailure = rule
      } else {
        let hint = hint(for: text, among: ["stop", "skip", "go-on"])
        complain(
          "'on-failure' can't be '\(text.onOneLine)'", at: entry.value.place,
          hint ?? "write \"stop\", \"skip\", \"go-on\" or { run = \"STEP\" }")
      }
      return
    }
    guard case .table(let table) = entry.value.content, let run = table["run"], table.entries.count == 1,
      let name = text(of: run.value)
    else {
      return complain(about: entry, "\"stop\", \"skip\", \"go-on\" or { run = \"STEP\" }")
    }
    draft.cleanUp = (name, run.value.place)
  }

  private mutating func command(in section: JobFileSection) -> JobStep.Command? {
    let entries = ["command", "program"].compactMap { section.table[$0] }
    guard let entry = entries.first, entries.count == 1 else {
      let place = entries.last?.keyPlace ?? section.place
      let reason = entries.isEmpty ? "has no command" : "has both a command and a program"
      complain("\(section.title) \(reason)", at: place, "write command, or program for an application of Croft's own")
      return nil
    }
    if entry.key == "program" { return application(entry, in: section) }
    if let arguments = section.table["arguments"] {
      complain(
        "'arguments' belong to a program", at: arguments.keyPlace, "write them behind the command's name, in its list")
    }
    if case .string = entry.value.content { return string("command", in: section).map { .shell(ByteString($0)) } }
    guard let words = strings(entry) else { return nil }
    guard let name = words.first, !name.isEmpty else {
      complain("the command's name is empty", at: entry.value.place)
      return nil
    }
    return .program(words.map { ByteString($0) })
  }

  private mutating func application(_ entry: TOMLTable.Entry, in section: JobFileSection) -> JobStep.Command? {
    if let inputs = section.table["inputs"] {
      complain(
        "a program takes no inputs: it makes its own tasks", at: inputs.keyPlace,
        "pass them as arguments, or use command")
    }
    for entry in section.table.entries where Self.taskKeys.contains(entry.key) {
      complain(
        "a program has no '\(entry.key)': it makes its own tasks", at: entry.keyPlace,
        "take it out, or pass it as an argument")
    }
    guard let name = string("program", in: section) else { return nil }
    var words = [name]
    if let arguments = section.table["arguments"] { words += strings(arguments, mayBeEmpty: true) ?? [] }
    return .application(words.map { ByteString($0) })
  }

  private mutating func checkProgram(of step: JobStep, in section: JobFileSection) {
    let word: ByteString
    let key: String
    switch step.command {
    // What a line for the shell runs, the shell finds out.
    case .shell: return
    case .program(let words): (word, key) = (words[0], "command")
    case .application(let words): (word, key) = (words[0], "program")
    }
    // A name with an input in it is another for each task.
    guard !word.bytes.contains(UInt8(ascii: "{")), let place = section.table[key]?.value.place else { return }
    let name = word.text
    switch findProgram(name, step.settings.directory?.text) {
    case .found: break
    case .missing:
      let cure = name.contains("/") ? "look at the path" : "install it, or write its path"
      complain("there is no program '\(name.onOneLine)'", at: place, cure)
    case .notExecutable:
      complain("'\(name.onOneLine)' isn't executable", at: place, "allow it with chmod +x")
    case .isDirectory: complain("'\(name.onOneLine)' is a directory", at: place, "name a program in it")
    }
  }

  /// What a template needs of its inputs can be checked, unless a table's header says what they are called.
  private mutating func checkTemplates(of step: JobStep, in section: JobFileSection) {
    let sources = step.inputs.joined()
    let hasTable = sources.contains { if case .csv = $0 { true } else { false } }
    if hasTable { return }
    var isArray = false
    if sources.count == 1, case .array = sources.first { isArray = true }
    let columns = InputColumns(names: sources.map { _ in nil }, isArray: isArray)
    do throws(BatchError) {
      _ = try step.template(for: columns)
    } catch {
      complain(error.description, at: section.table["command"]?.value.place ?? section.place)
    }
    let files = [
      ("output", step.settings.output), ("error", step.settings.errorOutput), ("stdin", step.settings.standardInput),
    ]
    for case (let key, let path?) in files {
      do throws(BatchError) {
        _ = try TextTemplate(path, columns: columns)
      } catch {
        complain("'\(key)', \(path.quoted): \(error)", at: section.table[key]?.value.place ?? section.place)
      }
    }
    // What isn't known before the inputs are read is looked at then, and what is wrong with a template is said above.
    if let taskCount = step.knownTaskCount,
      let output = try? step.settings.contestedOutput(taskCount: taskCount, columns: columns)
    {
      complain(
        output.problem, at: section.table[output.key]?.value.place ?? section.place, ContestedOutput.cure)
    }
  }
}
