import CroftDataset

/// Numbers through a command.
struct Piped: Job {
  var command: [String]

  var body: Action<[Text]> { Dataset.range(0..<1).pipe(command).collect() }
}

/// How many lines a command makes of numbers.
struct PipedLineCount: Job {
  var command: [String]

  var body: Action<Int> { Dataset.range(0..<1).pipe(command).count() }
}

struct PipedThroughShell: Job {
  var commandLine: String

  var body: Action<[Text]> { Dataset.range(0..<1).pipe(commandLine, environment: ["WORD": "seven"]).collect() }
}

struct PipedTwice: Job {
  var first: [String]
  var second: [String]

  var body: Action<[Text]> { Dataset.range(0..<1).pipe(first).pipe(second).collect() }
}

/// Takes some of what a command prints without end.
struct PipedAndTaken: Job {
  var body: Action<[Text]> { Dataset.range(0..<1).pipe(["yes"]).take(3) }
}
