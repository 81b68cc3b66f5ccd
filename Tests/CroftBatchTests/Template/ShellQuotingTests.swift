import CroftLinux
import CroftTesting
import Glibc
import Testing

@testable import CroftBatch

@Suite struct ShellQuotingTests {
  /// What the machine's own shell makes of a script: what it has written, cut at each 0.
  private func words(of script: [UInt8]) async throws -> [ByteString] {
    try await TemporaryDirectory.with { directory in
      try TestFile.write(script, to: directory + "/script")
      let line = "exec /bin/sh \(directory)/script > \(directory)/output"
      let result = try await ChildProcess.run("/bin/sh", ["-c", line])
      #expect(result.succeeded, "\(result.standardError)")
      let output = try FileDescriptor.open(directory + "/output", flags: O_RDONLY).readAll(maximumBytes: 64 << 20)
      return Array(try RecordList(separatedBy: 0, output))
    }
  }

  private func randomValue(_ random: inout SeededRandom) -> [UInt8] {
    let nasty = Array("'\"\\$`!#~*?[]{}()<>|&;= \t\n-".utf8)
    return (0..<random.below(24)).map { _ in
      random.isOne(in: 2) ? nasty[random.below(nasty.count)] : UInt8(1 + random.below(255))
    }
  }

  @Test func theShellReadsQuotedBytesAsTheyWere() async throws {
    var random = SeededRandom(seed: 13)
    let values = (0..<2000).map { _ in ByteString(randomValue(&random)) } + ["if", "2", "", "a=b", "-n"]
    var script: [UInt8] = []
    for value in values { script += Array("printf '%s\\0' ".utf8) + ShellQuoting.quoted(value).bytes + [0x0A] }
    #expect(try await words(of: script) == values)
  }

  @Test func aCommandLineIsReadAsItsArguments() async throws {
    var random = SeededRandom(seed: 17)
    let values = (0..<300).map { _ in ByteString(randomValue(&random)) } + ["plain", "a/b.c", "", "~", "x=y"]
    let line = ShellQuoting.commandLine(["printf", "%s\\0"] + values)
    #expect(try await words(of: line.bytes) == values)
    #expect(ShellQuoting.commandLine(["cp", "a b", "c.d/e", ""]) == "cp 'a b' c.d/e ''")
  }

  /// Each prints its one input, however it is quoted.
  static let scripts = [
    "printf '%s\\0' {}", "printf \"%s\\0\" \"{}\"", "printf '%s\\0' '{}'", "printf '%s\\0' \"$(printf %s {}; echo x)\"",
    "printf '%s\\0' \"$(printf %s \"{}\"; echo x)\"", "printf '%s\\0' \"$(printf %s '{}'; echo x)\"",
    "(printf '%s\\0' {})", "# don't\nprintf '%s\\0' {}", "echo it\\'s >&2; printf '%s\\0' \"\"{}''",
    "printf '%s\\0' \"${NOTHING:-}{}\"", "x=\"`echo \"'\"`\"; printf '%s\\0' {}", "cat </dev/null; printf '%s\\0' {}",
    "printf '%s\\0' \"$((1 + 1))\" >&2; printf '%s\\0' {}", "case a in a) printf '%s\\0' {};; esac",
    "f() { printf '%s\\0' {}; }; f", "y=${NOTHING:-\"'\"}; printf '%s\\0' {}", "y=\"${NOTHING:-'}\"; printf '%s\\0' {}",
    "printf '%s\\0' a#'{}' | tr -d 'a#' > /dev/null; printf '%s\\0' {}",
  ]

  @Test(arguments: scripts)
  func anInputIsOneValueWhereverItStands(script: String) async throws {
    var random = SeededRandom(seed: 19)
    let template = try CommandTemplate(shell: ByteString(script), columns: InputColumns(names: [nil], isArray: false))
    let values = (0..<60).map { _ in ByteString(randomValue(&random)) }
    var whole: [UInt8] = []
    for value in values {
      let arguments = template.arguments(for: TemplateValues(inputs: [value], taskNumber: 1, slotNumber: 1))
      whole += arguments[2].bytes + [0x0A]
    }
    let read = try await words(of: whole)
    // A substitution adds a letter so that the shell doesn't cut line ends off.
    let isSubstituted = script.contains("$(printf")
    #expect(read.map { ByteString(isSubstituted ? $0.bytes.dropLast() : $0.bytes[...]) } == values)
  }

  @Test(arguments: [
    ("cat <<EOF\n{}\nEOF", "here-document"), ("cat <<-'E'\nx\nE\necho {}", "here-document"),
    ("cat <<{}", "here-document"),
    ("echo `cat {}`", "backquotes"), ("echo \"`cat {}`\"", "backquotes"), ("echo ${X:-{}}", "within ${…}"),
    ("echo \\{}", "backslash"), ("echo x # {}", "comment"), ("echo $'x' {}", "not every shell"),
    ("echo \"$(case x in x) echo {};; esac)\"", "case"),
  ])
  func whereNoQuotingIsRightTheInputIsRefused(script: String, complaint: String) {
    let columns = InputColumns(names: [nil], isArray: false)
    let error = #expect(throws: BatchError.self) { try CommandTemplate(shell: ByteString(script), columns: columns) }
    #expect(error?.description.contains(complaint) == true, "\(String(describing: error))")
  }
}
