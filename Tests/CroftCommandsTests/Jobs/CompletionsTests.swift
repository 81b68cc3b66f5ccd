import Testing

@testable import CroftCommands

@Suite struct CompletionsTests {
  @Test func theManagerIsTheOneThatTheUnfinishedLineNames() {
    #expect(Completions.managerOptions(in: ["croft", "show", "--socket", "/s", ""]) == ["--socket", "/s"])
    #expect(Completions.managerOptions(in: ["croft", "--master=croft", "show"]) == ["--master=croft"])
    #expect(Completions.managerOptions(in: ["croft", "show", "--socket"]).isEmpty)
  }

  @Test func theJobIsAmongTheWordsThatAreNoOptions() {
    let candidates = Completions.jobCandidates(in: ["croft", "tasks", "--socket", "/s", "nightly", "--step", ""])
    #expect(candidates.map(\.text) == ["/s", "nightly"])
  }

  @Test(arguments: [
    ("nightly", true), ("a-b_c.2", true), ("größe", true), ("two words", false), ("$(reboot)", false), ("7", false),
    ("a\nb", false), ("", false), ("-rf", false), ("a;b", false),
  ])
  func onlyNamesThatAreWordsToAShellAreOffered(name: String, isOffered: Bool) {
    #expect(Completions.isWord(name) == isOffered)
  }
}
