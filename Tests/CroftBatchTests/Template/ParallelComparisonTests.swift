import CroftTesting
import Glibc
import Testing

@testable import CroftBatch

/// The program that is compared with.
private enum Parallel {
  static let path = "/usr/bin/parallel"
  static let isThere = access(path, X_OK) == 0
}

/// Whoever knows GNU parallel must not be surprised: the program itself is asked.
@Suite(.enabled(if: Parallel.isThere, "GNU parallel isn't there: apt-get install parallel"))
struct ParallelComparisonTests {
  /// Runs a command that prints its arguments, each between brackets, and a line end behind them.
  private func answers(
    _ words: [String], _ sources: [String], input: String, in directory: String
  ) async throws -> [String] {
    try TestFile.write("", to: directory + "/will-cite")
    try TestFile.write(input, to: directory + "/input")
    let print = #"printf "[%s]" "$@"; printf "\0""#
    let arguments = [Parallel.path, "--will-cite", "-k", "-q", "-j1"] + sources + ["sh", "-c", print, "sh"] + words
    let result = try await ChildProcess.run(
      "/usr/bin/perl", arguments, environment: ["PARALLEL_HOME": directory, "HOME": directory, "PARALLEL": nil],
      directory: directory)
    #expect(result.succeeded, "\(result.standardError)")
    return result.standardOutput.split(separator: "\0").map(String.init)
  }

  private func ours(_ words: [String], _ inputs: BatchInputs) throws -> [String] {
    let template = try CommandTemplate(program: ["sh"] + words.map { ByteString($0) }, columns: inputs.columns)
    return (0..<inputs.count).map { task in
      let values = TemplateValues(inputs: inputs.values(of: task), taskNumber: task + 1, slotNumber: 1)
      return template.arguments(for: values).dropFirst().map { "[\($0.text)]" }.joined()
    }
  }

  private func randomPath(_ random: inout SeededRandom) -> String {
    let pieces = ["/", "//", ".", "..", "a", "b c", "'", "\"", "$x", "é", "\\", "*", "-", "{}", "%", "&;", "\t"]
    return (0...random.below(6)).map { _ in pieces[random.below(pieces.count)] }.joined()
  }

  @Test(arguments: [
    [], ["{}"], ["{.}", "{/}", "{//}", "{/.}"], ["x{}y", "{#}"], ["{1}", "{1.}-{1/}", "{1//}", "{1/.}"], ["{#}"],
    ["{-1}", "{print $1}", "{ }", "{name}", "${HOME}"], ["out/{/.}.{%}", "{..x"], ["{{}}", "{}{}"],
  ])
  func linesOfAFileGiveTheSameArguments(words: [String]) async throws {
    try await TemporaryDirectory.with { directory in
      var random = SeededRandom(seed: UInt64(words.count) + 23)
      let paths = (0..<40).map { _ in randomPath(&random) } + [" leading", "trailing ", "a\r", "x"]
      let input = paths.joined(separator: "\n")
      let expected = try await answers(words, ["-a", "input"], input: input, in: directory)
      let records = try RecordList(separatedBy: UInt8(ascii: "\n"), Array(input.utf8))
      #expect(try ours(words, BatchInputs(.records(records))) == expected)
    }
  }

  @Test func aProductAndLinkedSourcesGiveTheSameTasks() async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write("1 x\n2 y\n3 z\n", to: directory + "/second")
      try TestFile.write("p\nq\nr\n", to: directory + "/third")
      let sources = ["-a", "input", "-a", "second"]
      let first = InputSource.records(try RecordList(["a b", "c"]))
      let second = InputSource.records(try RecordList(["1 x", "2 y", "3 z"]))
      let third = InputSource.records(try RecordList(["p", "q", "r"]))
      let words = ["{2}", "{1}", "{}", "{#}"]
      let product = try await answers(words, sources, input: "a b\nc\n", in: directory)
      #expect(try ours(words, BatchInputs(product: [[first], [second]])) == product)
      let linked = try await answers(words, ["--link", "-a", "third", "-a", "second"], input: "", in: directory)
      #expect(try ours(words, BatchInputs(product: [[third, second]])) == linked)
    }
  }

  @Test func emptyLinesAndZerosAreTakenAlike() async throws {
    try await TemporaryDirectory.with { directory in
      let lines = try await answers(["x{}"], ["-a", "input"], input: "a\n\nb\n\n", in: directory)
      let records = try RecordList(separatedBy: UInt8(ascii: "\n"), Array("a\n\nb\n\n".utf8))
      #expect(try ours(["x{}"], BatchInputs(.records(records))) == lines)
      let zeros = try await answers(["x{}"], ["-0", "-a", "input"], input: "a\nb\u{0}\u{0}c", in: directory)
      let pieces = try RecordList(separatedBy: 0, Array("a\nb\u{0}\u{0}c".utf8))
      #expect(try ours(["x{}"], BatchInputs(.records(pieces))) == zeros)
    }
  }

  @Test func columnsGiveTheSameArgumentsByNameAndPlace() async throws {
    try await TemporaryDirectory.with { directory in
      let input = "name,size\nd/a.txt,1\nb c,2\n"
      let words = ["{name}", "{name/.}", "{2}", "{size}x{1.}"]
      let sources = ["--colsep", ",", "--header", ":", "-a", "input"]
      let expected = try await answers(words, sources, input: input, in: directory)
      let table = try TableParser.table(Array(input.utf8))
      #expect(try ours(words, BatchInputs(.table(table))) == expected)
    }
  }
}
