import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct ReportTests {
  private static let executors = ExecutorsReport(
    payload: ListExecutors.Reply(executors: [
      ExecutorSummary(
        application: 3, id: 1, processID: 77, userID: 0, resources: Resources(cores: 2, memoryBytes: 1 << 30),
        state: .running, cgroup: nil, startedAt: 1_700_000_000_000)
    ]))

  @Test func aProgramGetsTheInterfacesNames() throws {
    let document = try JSONParser.parse(OutputFormat.json.render(Self.executors))
    guard case .array(let list)? = document["executors"] else {
      Issue.record("\(document)")
      return
    }
    #expect(list.first?["resources"]?["memoryBytes"] == 1_073_741_824)
    #expect(list.first?["state"] == "running")
  }

  @Test func aPersonGetsATable() throws {
    let style = TextStyle.terminal(nowUnixMilliseconds: 1_700_000_060_000)
    let lines = try OutputFormat.text(style).render(Self.executors).split(separator: "\n")
    #expect(lines.last == "  3   1  root   77  running      2   1 GiB    -     -  60 s ago  -")
  }

  @Test func theStatusTellsWhichLimitsAreNotEnforced() throws {
    let status = ManagerStatus(
      version: "1", processID: 2, userID: 0, socket: "/s", capacity: Resources(cores: 4, memoryBytes: 8),
      free: Resources(cores: 3, memoryBytes: 4), applications: 1, executors: 1, waiting: 0,
      limits: [
        EnforcedLimit(name: "cores", enforced: true),
        EnforcedLimit(name: "memory", enforced: false, reason: "no controller"),
      ])
    let text = try OutputFormat.text(.plain).render(StatusReport(payload: status))
    #expect(text.contains("Cores free    3 of 4\n"))
    #expect(text.contains("Limit cores   enforced\n"))
    #expect(text.hasSuffix("Limit memory  NOT enforced: no controller"))
  }
}
