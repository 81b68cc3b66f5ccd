import CroftProtocol
import Testing

@testable import CroftBatch

@Suite struct TaskEnvironmentTests {
  private let facts = AttemptFacts(job: "12", taskNumber: 3, attempt: 2, slotNumber: 1, taskCount: 9)
  private let none = InputColumns(names: [], isArray: false)

  private func texts(_ variables: [ByteString]) -> Set<String> {
    let texts = Set(variables.map(\.text))
    #expect(texts.count == variables.count)
    return texts
  }

  private let own: Set = ["CROFT_JOB=12", "CROFT_TASK=3", "CROFT_TASKS=9", "CROFT_ATTEMPT=2", "CROFT_SLOT=1"]

  @Test func theSubmittersVariablesAreKept() {
    let environment = TaskEnvironment(submitter: ["A=1", "B=", "nonsense", "A=2", "C==x"], settings: [], columns: none)
    #expect(texts(environment.variables(for: facts, inputs: [])) == own.union(["A=1", "B=", "C==x"]))
  }

  @Test func columnsOverrideTheSubmitterAndSettingsOverrideColumns() throws {
    let columns = InputColumns(names: ["a", nil, "b"], isArray: false)
    let settings = try ["b=set", "c=first", "c=last"].map { try EnvironmentSetting($0, submitter: []) }
    let environment = TaskEnvironment(
      submitter: ["a=old", "b=old", "c=old", "d=old"], settings: settings, columns: columns)
    let variables = environment.variables(for: facts, inputs: ["1", "x y", "3"])
    #expect(texts(variables) == own.union(["d=old", "a=1", "b=set", "c=last", "CROFT_INPUT=1 x y 3"]))
    #expect(try BinaryDecoder.decode(TaskEnvironment.self, from: BinaryEncoder.encode(environment)) == environment)
  }

  @Test func whatCroftSaysOfATaskCannotBeSetNorInherited() throws {
    let inherited: [ByteString] = [
      "CROFT_TASK=99", "CROFT_ARRAY_INDEX=5", "CROFT_INPUT=x", "CROFT_STEP=s", "CROFT_MASTER=m",
    ]
    let setting = try EnvironmentSetting("CROFT_ATTEMPT=0", submitter: [])
    let environment = TaskEnvironment(submitter: inherited, settings: [setting], columns: none)
    #expect(texts(environment.variables(for: facts, inputs: [])) == own.union(["CROFT_MASTER=m"]))
  }

  @Test func anArraysIndexAndWhatAScheduleKnowsAreTold() {
    var facts = facts
    facts.step = "load"
    facts.logicalTime = "2026-01-31T02:00:00Z"
    let environment = TaskEnvironment(submitter: [], settings: [], columns: InputColumns(names: [nil], isArray: true))
    let expected: Set = [
      "CROFT_ARRAY_INDEX=17", "CROFT_INPUT=17", "CROFT_STEP=load", "CROFT_LOGICAL_TIME=2026-01-31T02:00:00Z",
    ]
    #expect(texts(environment.variables(for: facts, inputs: ["17"])) == own.union(expected))
  }

  @Test func bytesThatAreNoTextStay() {
    let variable = ByteString(Array("A=".utf8) + [0xFF])
    let environment = TaskEnvironment(submitter: [variable], settings: [], columns: none)
    #expect(environment.variables(for: facts, inputs: []).contains(variable))
  }
}

@Suite struct EnvironmentSettingTests {
  @Test func aValueIsSetOrPassedOn() throws {
    #expect(try EnvironmentSetting("A=b=c", submitter: []).variable == "A=b=c")
    #expect(try EnvironmentSetting("A=", submitter: ["A=x"]).variable == "A=")
    #expect(try EnvironmentSetting("A", submitter: ["AB=0", "A=x", "A=y"]).variable == "A=x")
  }

  @Test(arguments: [
    ("", "can't name"), ("=x", "can't name"), ("A B=x", "can't name"), ("1A=x", "can't name"), ("A-B=x", "can't name"),
    ("NOBODY", "write NOBODY=value"),
  ])
  func whatIsNoSettingIsRefused(text: String, complaint: String) {
    let error = #expect(throws: BatchError.self) { try EnvironmentSetting(ByteString(text), submitter: ["A=x"]) }
    #expect(error?.description.contains(complaint) == true)
  }
}
