import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct ScaleCommandTests {
  @Test(arguments: [
    ("Cores=4", Scale.Assignment(section: "Manager", key: "Cores", value: "4")),
    ("Cores=", Scale.Assignment(section: "Manager", key: "Cores", value: "")),
    ("Queue batch.Weight=300", Scale.Assignment(section: "Queue batch", key: "Weight", value: "300")),
    ("Queue a.b.Users=x=y", Scale.Assignment(section: "Queue a.b", key: "Users", value: "x=y")),
  ])
  func anAssignmentNamesSectionAndKey(text: String, assignment: Scale.Assignment) throws {
    #expect(try ScaleCommand.assignment(text) == assignment)
  }

  @Test func whatAssignsNothingIsRefused() {
    #expect(throws: (any Error).self) { try ScaleCommand.assignment("Cores") }
  }
}
