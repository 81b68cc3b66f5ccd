import CroftProtocol
import Testing

@testable import CroftManager

/// What `systemctl status` shows.
@Suite struct FarmStatusLineTests {
  private static let gibibyte = 1 << 30

  static let lines: [(ManagerStatus, String)] = [
    (
      status(3, 12, free: (4, 6 * gibibyte), of: (8, 16 * gibibyte)),
      "3 applications, 12 executors, 4 of 8 cores and 6 of 16 GiB free"
    ),
    (
      status(1, 1, waiting: 1, free: (0, gibibyte / 2), of: (1, 3 * gibibyte / 2)),
      "1 application, 1 executor, 1 request waiting, 0 of 1 cores and 0.5 of 1.5 GiB free"
    ),
    (
      status(0, 0, waiting: 2, free: (2, 100 << 20), of: (2, 1 << 40), .draining),
      "Draining: 0 applications, 0 executors, 2 requests waiting, 2 of 2 cores and 0.1 of 1024 GiB free"
    ),
    (
      // The capacity was lowered below what is in use.
      status(1, 4, free: (-2, -gibibyte), of: (2, gibibyte), .memoryPressure),
      "Memory is short: 1 application, 4 executors, 0 of 2 cores and 0 of 1 GiB free"
    ),
  ]

  @Test(arguments: lines) func aLineTellsTheFarm(status: ManagerStatus, line: String) {
    #expect(FarmStatusLine(status).description == line)
  }

  private static func status(
    _ applications: Int, _ executors: Int, waiting: Int = 0, free: (Int, Int), of capacity: (Int, Int),
    _ condition: ManagerStatus.Condition = .running
  ) -> ManagerStatus {
    ManagerStatus(
      version: "1", processID: 1, userID: 0, socket: "/s",
      capacity: Resources(cores: capacity.0, memoryBytes: capacity.1),
      free: Resources(cores: free.0, memoryBytes: free.1), applications: applications, executors: executors,
      waiting: waiting, limits: [], condition: condition)
  }
}
