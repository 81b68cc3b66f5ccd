import Croft
import CroftLinux
import CroftTesting

/// This program as a driver in a process of its own, which measures itself and prints one number.
enum Probe {
  private static let variable = "CROFT_BENCH_PROBE"

  /// What a probe measures.
  private enum Kind: String {
    /// The time of its first result, in nanoseconds of the monotonic clock.
    case firstResult
    /// The most memory it ever held, in bytes.
    case peakMemory
  }

  static func firstResultSeconds(master: String) async throws -> Double {
    let start = MonotonicTime.nowNanoseconds
    let end = try await run(.firstResult, [master, "1", "1"])
    return Double(UInt64(end) - start) / 1e9
  }

  /// Of a driver that runs so many empty tasks.
  static func peakMemoryBytes(master: String, tasks: Int) async throws -> Int {
    try await run(.peakMemory, [master, String(tasks), "2"])
  }

  private static func run(_ kind: Kind, _ arguments: [String]) async throws -> Int {
    let result = try await ChildProcess.run(
      "/proc/self/exe", arguments, environment: [variable: kind.rawValue])
    let printed = result.standardOutput.filter { $0.isNumber }
    guard result.exit == .exited(code: 0), let number = Int(printed) else {
      throw WrongResult("a probe failed: \(result.exit) \(result.standardError)")
    }
    return number
  }

  // MARK: In the probe's process

  /// Measures and prints, if this process was started as a probe.
  static func runIfRequested() async -> Bool {
    guard let name = Environment.value(variable), let kind = Kind(rawValue: name) else { return false }
    let arguments = CommandLine.arguments
    do {
      let configuration = FarmConfiguration(name: "probe", executors: Int(arguments[3]) ?? 1, executorCores: 1)
      let farm = try Farm.connect(master: arguments[1], configuration)
      _ = try await farm.run(EmptyTasks(tasks: Int(arguments[2]) ?? 1))
      switch kind {
      case .firstResult: print(MonotonicTime.nowNanoseconds)
      case .peakMemory: print(try ProcessMemory.bytes(of: "self", "VmHWM"))
      }
      farm.close()
    } catch {
      CroftBench.exit(withError: error)
    }
    return true
  }
}
