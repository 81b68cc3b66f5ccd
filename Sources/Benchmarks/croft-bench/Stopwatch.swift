import CroftLinux

/// Times what it is given.
enum Stopwatch {
  static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let start = MonotonicTime.nowNanoseconds
    try await body()
    return Double(MonotonicTime.nowNanoseconds - start) / 1e9
  }
}
