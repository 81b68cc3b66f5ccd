import Testing

@testable import CroftCommands

@Suite struct OptionNamesTests {
  @Test func theyAreThoseOfTheParser() {
    let names = OptionNames.all(of: SubmitCommand.self)
    for name in ["--array", "--null", "--memory-growth", "--detach", "--set", "--socket", "--help"] {
      #expect(names.contains(name), "\(names)")
    }
    // Those that the help tells of in its examples belong to others.
    #expect(Set(names).isDisjoint(with: ["--seed", "--alpha", "--out"]))
    #expect(Set(names).count == names.count)
    #expect(OptionNames.all(of: RunCommand.self).contains("--restarts"))
  }

  @Test func theNearestIsSuggestedWithoutItsValue() {
    let (option, hint) = OptionNames.suggestion(for: "--memroy=2G", of: SubmitCommand.self)
    #expect(option == "--memroy")
    #expect(hint == " Did you mean '--memory'?")
    #expect(OptionNames.suggestion(for: "--qqqqqqqq", of: SubmitCommand.self).hint == "")
  }
}
