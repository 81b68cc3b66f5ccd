import CroftProtocol
import CroftTesting
import Testing

@testable import CroftBatch

@Suite struct JobFileReaderTests {
  private func read(_ text: String, _ values: [(name: String, text: String)] = []) -> JobFileResult {
    JobFileReader.read(Array(text.utf8), file: "f", values: values) { name, _ in
      switch name {
      case "nothing", "./nothing": .missing
      case "document": .notExecutable
      case "folder": .isDirectory
      default: .found
      }
    }
  }

  /// The job of a file without problems.
  private func job(_ text: String, _ values: [(name: String, text: String)] = []) throws -> JobFile {
    let result = read(text, values)
    #expect(result.problems.map(\.description) == [])
    return try #require(result.job)
  }

  private func step(_ keys: String) throws -> JobStep {
    try job("[step.s]\n" + keys).steps[0]
  }

  @Test func aWholeJobIsRead() throws {
    let job = try job(
      """
      name = "nightly ${day}"
      queue = "batch"
      priority = 5
      [parameters]
      day = "monday"
      cores = 2
      [defaults]
      retries = 2
      memory = "1G"
      env = { A = "default", B = "b" }
      [step.fetch]
      command = ["fetch", "${day}", "$${x}", "$HOME"]
      timeout = "1min 30s"
      on-failure = { run = "tidy" }
      [step.convert]
      command = "gzip -dc {} > out/{/.}.csv"
      inputs = "raw/*.gz"
      after = ["fetch"]
      cores = "${cores}"
      memory = 1048576
      pids = 10
      retries = 0
      backoff = 5
      memory-growth = "2:8G"
      env.A = "own"
      env.N = 7
      chdir = "/tmp"
      stdin = "/dev/null"
      nice = -5
      max-running = 3
      max-failures = 0
      output = "log/{#}.txt"
      on-failure = "go-on"
      [step.tidy]
      program = "cleaner"
      arguments = ["--all"]
      """)
    #expect(job.name == "nightly monday")
    #expect(job.queue == "batch")
    #expect(job.priority == 5)
    #expect(job.steps.map(\.name) == ["fetch", "convert", "tidy"])
    #expect(job.steps[0].command == .program(["fetch", "monday", "${x}", "$HOME"]))
    #expect(job.steps[0].settings.timeoutMilliseconds == 90_000)
    #expect(job.steps[0].settings.retries == 2)
    #expect(job.steps[1].command == .shell("gzip -dc {} > out/{/.}.csv"))
    #expect(job.steps[1].inputs == [[.over("raw/*.gz")]])
    #expect(job.steps[2].command == .application(["cleaner", "--all"]))
    #expect(job.graph.steps.map(\.after) == [[], [0], []])
    #expect(job.graph.steps.map(\.onFailure) == [.run(2), .goOn, .stop])
    var expected = StepSettings()
    expected.cores = 2
    expected.memory = MemorySize(bytes: 1 << 20)
    expected.pids = 10
    expected.retries = 0
    expected.backoffMilliseconds = 5000
    expected.memoryGrowth = MemoryGrowth("2:8G")
    expected.environment = try ["A=default", "B=b", "A=own", "N=7"].map { try EnvironmentSetting($0, submitter: []) }
    expected.directory = "/tmp"
    expected.standardInput = "/dev/null"
    expected.niceness = -5
    expected.maxRunning = 3
    expected.maxFailures = 0
    expected.output = "log/{#}.txt"
    expected.timeoutMilliseconds = nil
    #expect(job.steps[1].settings == expected)
  }

  @Test(
    arguments: [
      (#""-""#, [[.over("-")]]), (#"["a", "b c"]"#, [[.values(["a", "b c"])]]),
      (#"{ over = "list", null = true }"#, [[.over("list", isNullSeparated: true)]]),
      (#"{ csv = "t.csv" }"#, [[.csv("t.csv")]]),
      (#"{ product = ["a", { csv = "t" }] }"#, [[.over("a")], [.csv("t")]]),
      (#"{ linked = ["a", ["x"]] }"#, [[.over("a"), .values(["x"])]]),
      (#"{ product = ["a", { linked = ["b", "c"] }] }"#, [[.over("a")], [.over("b"), .over("c")]]),
    ] as [(String, [[InputSpecification]])])
  func inputsAreReadInEveryForm(text: String, inputs: [[InputSpecification]]) throws {
    #expect(try step("command = 'x'\ninputs = \(text)").inputs == inputs)
  }

  @Test func anArrayIsAnInputToo() throws {
    let array = try ArraySpecification("1-9%2")
    #expect(try step("command = 'x'\ninputs = { array = '1-9%2' }").inputs == [[.array(array)]])
  }

  @Test func parametersAreSetByTheirKind() throws {
    let text =
      "[parameters]\ns = 'x'\ni = 1\nf = 1.5\nb = true\nd = 2026-01-31\n[step.a]\ncommand = ['${s}${i}${f}${b}${d}']"
    #expect(try job(text).steps[0].command == .program(["x11.5true2026-01-31"]))
    let values = [("s", "y"), ("i", "2"), ("f", "3"), ("b", "false"), ("d", "z")].map { (name: $0.0, text: $0.1) }
    #expect(try job(text, values).steps[0].command == .program(["y23.0falsez"]))
    let wrong = read(text, [(name: "i", text: "x"), (name: "b", text: "yes"), (name: "q", text: "1")])
    #expect(
      wrong.problems.map(\.description) == [
        "f:1:2: the parameter 'i' can't be set to 'x'; it has to be an integer",
        "f:1:2: the parameter 'b' can't be set to 'yes'; it has to be true or false",
        "f:1:2: there is no parameter 'q' to set; [parameters] has to give it a default",
      ])
  }

  @Test func everyProblemIsToldAtOnceWithItsPlace() {
    let result = read(
      """
      nmae = "x"
      priority = 5000
      [defaults]
      memroy = "1G"
      [step.a]
      command = ["nothing"]
      after = ["b"]
      cores = "many"
      [step.b]
      command = "x"
      after = ["a", "c"]
      timeout = "soon"
      colour = 1
      [step.d]
      """)
    #expect(result.job == nil)
    #expect(
      result.problems.map(\.description) == [
        "f:1:1: a job file has no key 'nmae'; did you mean 'name'?",
        "f:2:12: 'priority' can't be 5000; it has to be a whole number from -1000 to 1000",
        "f:4:1: [defaults] has no key 'memroy'; did you mean 'memory'?",
        "f:6:11: there is no program 'nothing'; install it, or write its path",
        "f:7:10: the steps a → b → a wait for one another; take one of them out of another's 'after'",
        "f:8:9: 'cores' can't be 'many'; it has to be a whole number from 1 to 4194304",
        "f:11:15: 'after' names the step 'c', which isn't there; write [step.c], or take it out",
        "f:12:11: 'timeout' can't be 'soon'; it has to be a time span such as 30s or 5min 20s, or a number of "
          + "seconds",
        "f:13:1: [step.b] has no key 'colour'; there are command, program, arguments, inputs, after, on-failure, "
          + "cores, memory, pids, timeout, retries, backoff, memory-growth, env, chdir, stdin, nice, max-running, "
          + "max-failures, output, error, kill-after",
        "f:14:1: [step.d] has no command; write command, or program for an application of Croft's own",
      ])
  }

  @Test(arguments: [
    ("", "there are no steps"), ("[[step]]\ncommand = 'x'", "write [step.NAME]"), ("[step]", "a job has 1 to"),
    ("a = [", "not the end of the file"), ("[step.a]\ncommand='x'\n[step.a]", "'step.a' is there already in line 1"),
    ("step = 1", "'step' is an integer"), ("step.a = 1", "the step 'a' is an integer"),
    ("[step.'a b']\ncommand='x'", "can't name a step"), ("parameters = 1", "'parameters' is an integer"),
    ("parameters.a = []", "the parameter 'a' is an array"), ("parameters.'a b' = 1", "can't name a parameter"),
    ("name = ''", "'name' can't be ''"), ("name = 1", "'name' can't be 1; it has to be a string"),
    ("defaults = 1", "write [defaults]"),
  ])
  func aFileWithAMistakeIsRefused(text: String, complaint: String) {
    let result = read(text)
    #expect(result.job == nil)
    #expect(result.problems.contains { $0.description.contains(complaint) }, "\(result.problems)")
  }

  @Test(arguments: [
    ("command = []", "'command' is empty"), ("command = ['']", "name is empty"),
    ("command = [1]", "put each in quotes"),
    ("command = 1", "a list of strings"), ("command = 'x'\nprogram = 'y'", "both a command and a program"),
    ("command = 'x'\narguments = ['y']", "'arguments' belong to a program"),
    ("program = 'x'\ninputs = 'y'", "takes no inputs"), ("program = 'x'\nmax-running = 1", "has no 'max-running'"),
    ("command = ['document']", "chmod +x"), ("program = 'folder'", "is a directory"),
    ("command = ['./nothing']", "look at the path"),
    ("command = 'x'\nafter = ['s']", "waits for itself"), ("command = 'x'\nafter = [1]", "steps' names"),
    ("command = 'x'\nafter = ['a', 'a']", "names 'a' twice"),
    ("command = 'x'\non-failure = 'go_on'", "did you mean 'go-on'?"),
    ("command = 'x'\non-failure = { run = 's' }", "clean up after itself"),
    ("command = 'x'\non-failure = { run = 'q' }", "isn't there"),
    ("command = 'x'\non-failure = { rum = 's' }", "{ run = \"STEP\" }"),
    ("command = ['x', '{2}']\ninputs = 'y'", "there is 1"),
    ("command = 'echo `{}`'\ninputs = 'y'", "backquotes"), ("command = 'x'\noutput = '{}'", "there are none"),
    ("command = '${nobody}'", "there is no parameter 'nobody'"), ("command = '${x'", "never closed"),
    ("command = 'x'\ninputs = {}", "neither a file nor an array"), ("command = 'x'\ninputs = 1", "a file, a pattern"),
    ("command = 'x'\ninputs = ''", "isn't empty"),
    ("command = 'x'\ninputs = { array = '5-1' }", "write 1-5"),
    ("command = 'x'\ninputs = { arry = '1' }", "did you mean 'array'?"),
    ("command = 'x'\ninputs = { over = 'a', csv = 'b' }", "can't stand beside 'over'"),
    ("command = 'x'\ninputs = { over = 'a', null = 1 }", "true or false"),
    ("command = 'x'\ninputs = { product = [] }", "a list of inputs"),
    ("command = 'x'\ninputs = { linked = [{ product = ['a'] }] }", "can't stand within"),
    ("command = 'x'\nenv = ['A=b']", "a table"),
    ("command = 'x'\nenv = { 'A B' = 'c' }", "can't name a variable"), ("command = 'x'\nenv = { A = [] }", "a string"),
    ("command = 'x'\nmemory = 'lots'", "512M"), ("command = 'x'\nmemory = 9223372036854774784", "1M to 1024T"),
    ("program = 'x'\nmemory = '1'", "1M to 1024T"),
    ("command = 'x'\ninputs = ['a', 'b']\noutput = 'o'", "each of 2 tasks would write the file 'o'"),
    ("command = 'x'\ninputs = { product = [['a'], { array = '1-3' }] }\nerror = 'e'", "put {#} in its name"),
    ("command = 'x'\nmemory-growth = '0.5'", "2:8G"),
    ("command = 'x'\nnice = 20", "-20 to 19"),
    ("command = 'x'\nretries = -1", "0 to 1000"), ("command = 'x'\nmax-running = 0", "1 to"),
    ("command = 'x'\ncores = 1.5", "whole number"),
    ("command = \"x\\u0000\"", "no byte 0"), ("command = ['x', \"\\u0000\"]", "a list of strings"),
  ])
  func aStepWithAMistakeIsRefused(keys: String, complaint: String) {
    let result = read("[step.s]\n" + keys + "\n[step.a]\ncommand = 'x'\n")
    #expect(result.job == nil)
    #expect(result.problems.count == 1)
    #expect(result.problems.first?.description.contains(complaint) == true, "\(result.problems)")
  }

  @Test func ofManyProblemsTheFirstHundredAreTold() {
    let steps = (0..<300).map { "[step.s\($0)]\ncommand = 'x'\nafter = 'unknown-\($0)'\n" }.joined()
    #expect(read(steps).problems.count == 100)
  }

  @Test func aCleanUpStepStandsAlone() {
    let result = read(
      "[step.a]\ncommand='x'\non-failure={run='c'}\n[step.b]\ncommand='x'\nafter='c'\n"
        + "[step.c]\ncommand='x'\nafter='a'\n"
    )
    #expect(
      result.problems.map(\.description) == [
        "f:6:7: 'c' runs only when another step has failed, so no step can wait for it; take it out",
        "f:9:7: 'c' runs when another step has failed, and can't wait for others; remove its 'after'",
      ])
  }

  @Test(arguments: [
    "inputs = ['a']\noutput = 'o'", "inputs = 'list'\noutput = 'o'", "inputs = ['a', 'b']\noutput = '/dev/null'",
    "inputs = { linked = [['a', 'b'], ['c', 'd']] }\noutput = '{1}'",
  ])
  func anOutputFileThatTasksMayNotShareIsLeftAlone(keys: String) throws {
    _ = try step("command = 'x'\n" + keys)
  }

  @Test func aTablesColumnsAreLeftToItsHeader() throws {
    let step = try step("command = ['x', '{name}']\ninputs = { csv = 't.csv' }")
    let template = try step.template(for: InputColumns(names: ["name"], isArray: false))
    let values = TemplateValues(inputs: ["v"], taskNumber: 1, slotNumber: 1)
    #expect(template.arguments(for: values) == ["x", "v"])
    #expect(throws: BatchError.self) { try step.template(for: InputColumns(names: ["nmae"], isArray: false)) }
  }

  @Test func randomFilesNeverTrapAndEitherHaveProblemsOrAJob() {
    var random = SeededRandom(seed: 31)
    let lines = [
      "[step.a]", "[step.b]", "[step.c]", "[defaults]", "[parameters]", "command = 'x {}'", "command = ['x', '${p}']",
      "inputs = 'y'", "inputs = { array = '1-3' }", "inputs = { product = ['a', { linked = ['b', 'c'] }] }",
      "after = ['a']",
      "after = ['b', 'c']", "on-failure = { run = 'c' }", "on-failure = 'skip'", "cores = 1", "p = 4", "cores = '${p}'",
      "env.A = 'b'", "output = '{#}'", "program = 'y'", "memory = 5", "[", "x = {", "after = []",
    ]
    var jobs = 0
    for _ in 0..<4000 {
      let body = (0..<random.below(9)).map { _ in lines[random.below(lines.count)] }
      let result = read((["[step.z]", "command = 'z'"] + body).joined(separator: "\n"))
      #expect((result.job == nil) == !result.problems.isEmpty)
      jobs += result.job == nil ? 0 : 1
    }
    #expect(jobs > 50)
  }
}
