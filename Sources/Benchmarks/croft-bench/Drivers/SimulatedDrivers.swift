import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc

/// Many drivers on one thread, which are served while somebody waits.
final class SimulatedDrivers {
  /// No step takes as long on any machine that is worth measuring.
  private static let timeoutNanoseconds: UInt64 = 120_000_000_000

  private let loop: EventLoop
  let all: [SimulatedDriver]

  init(count: Int, socketPath: String) throws {
    let loop = try EventLoop()
    self.loop = loop
    all = try (1...count).map { try SimulatedDriver(named: "idle-\($0)", socketPath: socketPath, on: loop) }
  }

  var executorCount: Int { all.reduce(0) { $0 + $1.executors.count } }

  /// Serves the drivers until something has happened.
  ///
  /// - Parameter what: what is waited for, for the error.
  func wait(for what: String, until condition: () -> Bool) throws {
    let deadline = MonotonicTime.nowNanoseconds + Self.timeoutNanoseconds
    while !condition() {
      let now = MonotonicTime.nowNanoseconds
      guard now < deadline else { throw WrongResult("\(what): it didn't happen in two minutes") }
      loop.runOnce(timeoutNanoseconds: deadline - now)
      if let failure = all.lazy.compactMap(\.failure).first { throw WrongResult("\(what): \(failure)") }
    }
  }

  /// Asks for one more executor, and for the time until it is there.
  func grantSeconds(to driver: SimulatedDriver, _ resources: Resources) throws -> Double {
    let count = driver.executors.count
    let start = MonotonicTime.nowNanoseconds
    driver.request(resources)
    try wait(for: "a grant") { driver.executors.count > count }
    return Double(driver.grantedAt - start) / 1e9
  }

  /// Gives an executor back, and waits for its end.
  func release(oneOf driver: SimulatedDriver) throws {
    guard let executor = driver.executors.keys.max() else { return }
    driver.session.release(executor: executor)
    try wait(for: "an executor's release") { driver.executors[executor] == nil }
  }

  /// Kills an executor, and gives the time until its driver knows.
  func deathSeconds(of driver: SimulatedDriver) throws -> Double {
    guard let (executor, held) = driver.executors.first else { throw WrongResult("no executor is there to be killed") }
    let start = MonotonicTime.nowNanoseconds
    guard kill(pid_t(held.processID), SIGKILL) == 0 else {
      throw WrongResult("\(SystemError("kill", errno: errno, subject: "process \(held.processID)"))")
    }
    try wait(for: "an executor's end") { driver.executors[executor] == nil }
    return Double(driver.endedAt - start) / 1e9
  }

  func close() { for driver in all { driver.session.close() } }
}
