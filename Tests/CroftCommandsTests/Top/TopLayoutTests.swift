import CroftLinux
import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct TopLayoutTests {
  @Test(arguments: [(80, 24), (40, 10), (200, 60), (20, 5), (1, 1)])
  func everyLineFitsWhateverTheNamesAre(columns: Int, rows: Int) {
    let trend = FarmTrend(
      .trial(names: ["日本語の名前がとても長い場合", "a\u{1B}[2J\nb", "e" + String(repeating: "\u{301}", count: 50)]))
    for pane in TopPane.allCases {
      var state = TopState()
      state.pane = pane
      let lines = TopLayout(size: ScreenSize(columns: columns, rows: rows), trend: trend, state: state, trouble: nil)
        .frame
        .lines
      #expect(lines.count == rows)
      #expect(lines.allSatisfy { $0.text.terminalColumns <= columns && !$0.text.hasControlCharacters })
    }
  }

  @Test func theChosenPaneGetsTheRoomAndTheOthersAQuarter() {
    let trend = FarmTrend(.trial(names: (0..<50).map { "job \($0)" }))
    var state = TopState()
    let layout = TopLayout(size: .usual, trend: trend, state: state, trouble: nil)
    // Of 24 rows, four are the header, three headings and one the keys; the queue takes one, the executors four.
    #expect(layout.frame.shownRows == [.queues: 1, .applications: 11, .executors: 4])
    #expect(layout.frame.lastFirstRows[.applications] == 39)
    #expect(state.handle(.end, visibleRows: 11) == .redraw)
    let end = TopLayout(size: .usual, trend: trend, state: state, trouble: nil).frame
    #expect(end.lines.contains { $0.text.contains("job 49") })
    #expect(!end.lines.contains { $0.text.contains("job 38 ") })
  }

  /// The user database is asked once for each of them, not at each key.
  @Test func namesOfUsersComeFromWhatIsKnown() {
    let trend = FarmTrend(.trial(names: ["job"]), users: UserNames(known: [0: "nobody-else", 1000: "nobody-else"]))
    let frame = TopLayout(size: .usual, trend: trend, state: TopState(), trouble: nil).frame
    #expect(frame.lines.contains { $0.text.contains("nobody-else") })
  }

  @Test func troubleIsSaidAndTheLastFigureStays() {
    let frame = TopLayout(
      size: .usual, trend: FarmTrend(.trial(names: ["job"])), state: TopState(), trouble: "no manager answers"
    ).frame
    #expect(frame.lines[3].text.hasPrefix("reconnecting: no manager answers"))
    #expect(frame.lines[3].style == .alert)
    #expect(frame.lines.contains { $0.text.contains("job") })
  }

  @Test func ratesAreOverSnapshotsAndAtFirstOverALife() throws {
    let first = FarmSnapshot.trial(names: ["job"])
    var trend = FarmTrend(first)
    // 10 tasks and 5 s of two cores, in 10 s.
    #expect(trend.tasksPerSecond(of: first.applications[0]) == 1)
    #expect(trend.processorPercent(of: first.executors[0]) == 50)
    var second = first
    second.time += 2000
    second.applications[0].tasks = TaskCounts(total: 100, succeeded: 18, failed: 2)
    second.executors[0].cpuMicroseconds = 9_000_000
    trend.add(second)
    #expect(trend.tasksPerSecond(of: second.applications[0]) == 5)
    #expect(trend.processorPercent(of: second.executors[0]) == 200)
    var restarted = second
    restarted.status.processID += 1
    trend.add(restarted)
    #expect(trend.snapshots == [restarted])
  }

  @Test func rowsAreSortedByTheMarkedColumn() {
    var snapshot = FarmSnapshot.trial(names: ["a", "b"])
    snapshot.executors[1].memoryBytes = 1 << 29
    let list = TopPane.executors.list(of: FarmTrend(snapshot), sortedBy: 2)
    #expect(list.rows.map { $0.cells[1] } == [.number(2), .number(1)])
    let rows = TopRows(list: list, rows: 0..<2, columns: 80, users: UserNames()).lines
    #expect(rows.heading.contains("MEMORY*"))
    #expect(rows.rows[0].contains("512M") && rows.rows[0].contains("[#####     ]"))
  }

  @Test func onlyWhatHasChangedIsPainted() {
    var painter = ScreenPainter()
    let lines = [ScreenLine(text: "one"), ScreenLine(text: "two", style: .heading)]
    #expect(painter.paint(lines, columns: 80).hasPrefix("\u{1B}[2J\u{1B}[1;1H\u{1B}[2Kone"))
    #expect(painter.paint(lines, columns: 80) == "")
    #expect(painter.paint([lines[0], ScreenLine(text: "3")], columns: 80) == "\u{1B}[2;1H\u{1B}[2K3")
    #expect(painter.paint(lines, columns: 40).hasPrefix("\u{1B}[2J"))
  }

  @Test func aProcessStartIsReadBehindAnyName() {
    let stat = "7 (a) b (c) S 1 " + Array(repeating: "0", count: 17).joined(separator: " ") + " 500 0"
    #expect(
      ProcessStart.unixMilliseconds(stat: stat, uptime: "100.5 3", now: 1_000_000, ticksPerSecond: 100) == 904_500)
    #expect(ProcessStart.unixMilliseconds(stat: "rubbish", uptime: "1", now: 0, ticksPerSecond: 100) == nil)
  }
}

extension FarmSnapshot {
  /// An application with an executor for each name, ten seconds old.
  static func trial(names: [String]) -> FarmSnapshot {
    let whole = Resources(cores: 64, memoryBytes: 64 << 30)
    return FarmSnapshot(
      time: 20_000, managerStartedAt: 0,
      status: ManagerStatus(
        version: "0.1.0", processID: 7, userID: 0, socket: "/s", capacity: whole, free: whole,
        applications: names.count, executors: names.count, waiting: 0, limits: []),
      queues: [
        QueueSummary(
          name: "default", weight: 100, priority: 0, policy: "fair", minimum: QueueShare(), maximum: QueueShare(),
          used: Resources(cores: 1, memoryBytes: 1 << 30), applications: 1, executors: 1, waiting: 0)
      ],
      applications: names.enumerated().map { index, name in
        ApplicationSummary(
          id: index + 1, name: name, userID: 0, processID: 100, executors: 1, waiting: 0, registeredAt: 10_000,
          directory: "/", queue: "default", state: .running, tasks: TaskCounts(total: 100, succeeded: 8, failed: 2))
      },
      executors: names.indices.map { index in
        ExecutorSummary(
          application: index + 1, id: index + 1, processID: 200 + index, userID: 0,
          resources: Resources(cores: 2, memoryBytes: 1 << 30), state: .running, cgroup: nil, startedAt: 10_000,
          cpuMicroseconds: 5_000_000, memoryBytes: 1 << 20)
      })
  }
}
