import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct ScaleDropInTests {
  @Test func assignmentsAreWrittenBySection() throws {
    var dropIn = ScaleDropIn()
    try dropIn.set(.init(section: "Queue batch", key: "Weight", value: "20"))
    try dropIn.set(.init(section: "Manager", key: "Memory", value: "80%"))
    try dropIn.set(.init(section: "Queue  batch", key: "CoresMax", value: "4"))
    let body = dropIn.text.drop { $0 != "\n" }
    #expect(body == "\n\n[Queue batch]\nWeight=20\nCoresMax=4\n\n[Manager]\nMemory=80%\n")
  }

  @Test func whatWasWrittenIsReadBack() throws {
    var dropIn = ScaleDropIn()
    try dropIn.set(.init(section: "Queue batch", key: "Weight", value: "20"))
    #expect(ScaleDropIn(Array(dropIn.text.utf8)) == dropIn)
    try dropIn.set(.init(section: "Queue batch", key: "Weight", value: "30"))
    #expect(dropIn.text.contains("Weight=30") && !dropIn.text.contains("Weight=20"))
  }

  @Test func anEmptyValueTakesOneBack() throws {
    var dropIn = ScaleDropIn()
    try dropIn.set(.init(section: "Manager", key: "Cores", value: "2"))
    try dropIn.set(.init(section: "Manager", key: "Cores", value: ""))
    #expect(dropIn == ScaleDropIn())
  }

  @Test func whatIsNotUnderstoodAnyMoreIsLeftOut() {
    #expect(
      ScaleDropIn(Array("[Manager]\nGone=1\nCores=2\n[Old]\nX=1\n".utf8)).text.hasSuffix("\n[Manager]\nCores=2\n"))
  }

  @Test(arguments: [
    ("Manger", "Cores", "1", "did you mean [Manager]?"), ("Manager", "Coers", "1", "did you mean Cores=?"),
    ("Manager", "Cores", "many", "it has to be a number of cores"), ("Queue", "Weight", "1", "needs a name"),
    ("Queue a]\n[Manager", "Weight", "1", "has a name of other than"),
    ("Queue a", "Users", "me\n[Manager]\nAllowRoot=yes", "isn't one plain line"),
    ("Queue a", "Users", "me \\", "isn't one plain line"), ("Queue a", "Users", " me", "isn't one plain line"),
    ("Queue a", "Users", String(repeating: "a ", count: 40_000) + "a", "isn't one plain line"),
  ])
  func whatTheTableRefusesIsNotWritten(section: String, key: String, value: String, reason: String) {
    var dropIn = ScaleDropIn()
    let error = #expect(throws: ScaleDropIn.Problem.self) {
      try dropIn.set(.init(section: section, key: key, value: value))
    }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    #expect(dropIn == ScaleDropIn())
  }
}
