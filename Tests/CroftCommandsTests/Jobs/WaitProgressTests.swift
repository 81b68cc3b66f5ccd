import CroftLinux
import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct WaitProgressTests {
  private static func job(_ name: String, _ tasks: TaskCounts?, executors: Int = 1) -> ApplicationSummary {
    var job = ApplicationSummary(
      id: 7, name: name, userID: 0, processID: 1, executors: executors, waiting: 1, registeredAt: 0, directory: "/",
      queue: "default", state: .running, isHeld: false)
    job.tasks = tasks
    return job
  }

  @Test func aJobsTasksAreCounted() {
    let job = Self.job("nightly", TaskCounts(total: 100, succeeded: 44, failed: 1))
    #expect(WaitProgress.line([job], columns: 80) == "nightly running: [####      ] 45 of 100 tasks, 1 failed")
  }

  @Test func severalJobsAreOneSum() {
    let jobs = [
      Self.job("a", TaskCounts(total: 3, succeeded: 3)), Self.job("b", TaskCounts(total: 1)), Self.job("c", nil),
    ]
    #expect(WaitProgress.line(jobs, columns: 80) == "3 jobs: [#######   ] 3 of 4 tasks")
  }

  @Test func whatIsNotKnownIsNotDrawn() {
    #expect(WaitProgress.line([Self.job("nightly", nil, executors: 0)], columns: 80) == "nightly waiting")
    #expect(WaitProgress.line([], columns: 80) == "")
  }

  @Test func strangeNamesAndNumbersStayOnTheirLine() {
    let most = TaskCounts(total: .max, succeeded: .max, failed: 0)
    let line = WaitProgress.line([Self.job("a\u{1B}[2J\nb", most), Self.job("c", most)], columns: 20)
    #expect(line.terminalColumns <= 20 && !line.hasControlCharacters)
  }
}
