import Testing

@testable import CroftBatch

@Suite struct CommandTemplateTests {
  private let one = InputColumns(names: [nil], isArray: false)
  private let two = InputColumns(names: [nil, nil], isArray: false)
  private let array = InputColumns(names: [nil], isArray: true)
  private let none = InputColumns(names: [], isArray: false)

  private func arguments(_ words: [String], _ columns: InputColumns, _ inputs: [ByteString]) throws -> [String] {
    let template = try CommandTemplate(program: words.map { ByteString($0) }, columns: columns)
    return template.arguments(for: TemplateValues(inputs: inputs, taskNumber: 3, slotNumber: 1)).map(\.text)
  }

  @Test func eachArgumentIsExpandedInItself() throws {
    #expect(try arguments(["cp", "{}", "out/{/}"], one, ["a b'c.txt"]) == ["cp", "a b'c.txt", "out/a b'c.txt"])
    #expect(try arguments(["cp", "--", "{}"], one, ["-rf"]) == ["cp", "--", "-rf"])
    #expect(try arguments(["{}", "x"], one, ["prog"]) == ["prog", "x"])
  }

  @Test func severalInputsAreSeveralArguments() throws {
    #expect(try arguments(["echo", "{}"], two, ["a b", "c"]) == ["echo", "a b", "c"])
    #expect(try arguments(["echo", "{/.}", "x{}"], two, ["d/a.b", "c"]) == ["echo", "a", "c", "xd/a.b c"])
  }

  @Test func aCommandWithoutReplacementStringsGetsItsInputsBehindIt() throws {
    #expect(try arguments(["gzip", "-9"], one, ["a b"]) == ["gzip", "-9", "a b"])
    #expect(try arguments(["echo"], two, ["a", "b"]) == ["echo", "a", "b"])
    #expect(try arguments(["echo", "{#}"], one, ["a"]) == ["echo", "3"])
    #expect(try arguments(["awk", "{print $1}"], one, ["a"]) == ["awk", "{print $1}", "a"])
  }

  @Test func anArraysIndexIsReplacedButNotAppended() throws {
    #expect(try arguments(["run"], array, ["17"]) == ["run"])
    #expect(try arguments(["run", "{}"], array, ["17"]) == ["run", "17"])
  }

  @Test func aCommandWithoutInputsStaysAsItIs() throws {
    #expect(try arguments(["find", "-exec", "{}", "{#}", ";"], none, []) == ["find", "-exec", "{}", "{#}", ";"])
  }

  @Test func aShellGetsOneLineWithInputsQuoted() throws {
    let template = try CommandTemplate(shell: "gzip < {} > {/}.gz", columns: one)
    let task = TemplateValues(inputs: ["d/it's"], taskNumber: 1, slotNumber: 1)
    #expect(template.arguments(for: task) == ["/bin/sh", "-c", "gzip < 'd/it'\\''s' > 'it'\\''s'.gz"])
    let appended = try CommandTemplate(shell: "gzip", columns: one)
    #expect(appended.arguments(for: task).last == "gzip 'd/it'\\''s'")
    let plain = try CommandTemplate(shell: "f() { echo {}; }; f", columns: none)
    #expect(plain.arguments(for: task).last == "f() { echo {}; }; f")
  }

  @Test func anEmptyCommandIsRefused() {
    #expect(throws: BatchError.self) { try CommandTemplate(program: [], columns: one) }
    #expect(throws: BatchError.self) { try CommandTemplate(program: [""], columns: one) }
    #expect(throws: BatchError.self) { try CommandTemplate(shell: " \n", columns: one) }
    #expect(throws: BatchError.self) { try CommandTemplate(program: [ByteString([97, 0])], columns: one) }
  }
}
