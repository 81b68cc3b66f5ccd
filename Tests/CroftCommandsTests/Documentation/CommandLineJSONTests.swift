import ArgumentParser
import CroftProtocol
import CroftTesting
import Testing

@testable import CroftCommands

/// The page *Command-line JSON* describes what the encoders write.
@Suite struct CommandLineJSONTests {
  private static func page() throws -> DocumentationPage { try DocumentationPage(named: "CommandLineJSON") }

  /// The first cells' names below a heading, each with what is said of it.
  private static func described(_ heading: String) throws -> [String: String] {
    let rows = try page().rows(ofColumn: heading).flatMap { row in
      DocumentationPage.codeSpans(row.cell).map { ($0, row.remark) }
    }
    return Dictionary(rows, uniquingKeysWith: { _, _ in "twice" })
  }

  @Test func everyCommandIsNamedAndNoOther() throws {
    #expect(try Set(Self.described("command").keys) == Set(ShownCommand.all.map(\.name)))
  }

  @Test func theRepliesThatAreNamedAreTheInterfaces() throws {
    let replies = try Self.described("command").values.filter { $0.contains("repl") }
      .flatMap(DocumentationPage.codeSpans).filter { !$0.hasPrefix("-") }
    #expect(replies.count > 10)
    for reply in Set(replies) { #expect(ManagerInterface.text.contains("\nmethod \(reply)(")) }
  }

  @Test(arguments: JSONSample.all)
  func everyMemberIsDescribedAndNoOther(sample: JSONSample) throws {
    #expect(try Set(Self.described("member of " + sample.heading).keys) == sample.members())
  }

  @Test func noTableIsLeftOut() throws {
    let headings = try Self.page().text.split(separator: "\n").filter { $0.hasPrefix("| member of ") }
    #expect(headings.count == JSONSample.all.count)
  }

  /// Words that a member may be; nested values' members are told in the same way.
  @Test func wordsAreDescribed() throws {
    func spans(_ heading: String, _ member: String) throws -> Set<String> {
      try Set(DocumentationPage.codeSpans(Self.described("member of " + heading)[member] ?? ""))
    }
    #expect(try spans("a job", "state") == Set(JobState.allCases.map(\.rawValue)))
    #expect(try spans("a job", "usage") == JSONSample.names(of: UsageRecord()))
    #expect(try spans("a job", "tasks") == JSONSample.names(of: TaskCounts()))
    #expect(try spans("a task", "state") == Set(TaskState.allCases.map(\.rawValue)))
    #expect(
      try spans("a task", "reason") == Set(AttemptOutcome.allCases.filter { $0 != .succeeded }.map { "\($0)" }))
    #expect(try spans("a change", "state") == Set(ScheduleChange.State.allCases.map(\.rawValue)))
    #expect(try spans("schedule", "catchUp") == Set(Schedule.CatchUp.allCases.map(\.rawValue)))
  }
}
